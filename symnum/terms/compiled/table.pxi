# The table in which every canonical node is the only one with its content: open addressing over
# plain pointers. A node takes itself out as it is freed (Canonical.__dealloc__). From the moment
# its last reference goes until then no other code runs, so no dying node is handed out.

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define symnum_prefetch(address) __builtin_prefetch(address, 1)
    #else
    #define symnum_prefetch(address) ((void) 0)
    #endif
    """
    void symnum_prefetch(const void *address) noexcept


cdef struct Entry:
    unsigned long long digest
    PyObject *node


cdef class Table:
    """Nodes by digest.

    ``version`` changes with the table. Whoever finds nothing makes a node and offers it with the
    version from before the search, since comparing contents may run Python code and with it
    another thread.
    """

    cdef Entry *entries
    cdef size_t mask, used
    cdef readonly unsigned long long version

    def __cinit__(self):
        self.mask = 1023
        self.entries = <Entry *> PyMem_Calloc(self.mask + 1, sizeof(Entry))
        if self.entries == NULL:
            raise MemoryError

    def __len__(self):
        return self.used

    cdef inline void expect(self, unsigned long long digest) noexcept:
        """Have a place fetched that is about to be looked at: in large tables that takes long."""
        symnum_prefetch(&self.entries[digest & self.mask])

    cdef inline Canonical following(self, unsigned long long digest, size_t *place):
        """The next node with this digest from a place on, or ``None``; the place moves on."""
        cdef size_t at = place[0] & self.mask
        cdef PyObject *node
        while self.entries[at].node != NULL:
            if self.entries[at].digest == digest:
                place[0] = at + 1
                return <Canonical> self.entries[at].node
            at = (at + 1) & self.mask
        return None

    cdef bint add(self, Canonical node, unsigned long long version) except -1:
        """File a new node under its digest, unless the table changed since ``version``."""
        if version != self.version:
            return False
        if 5 * self.used > 3 * self.mask:
            self.grow()
        cdef size_t at = node.digest & self.mask
        while self.entries[at].node != NULL:
            at = (at + 1) & self.mask
        self.entries[at].digest = node.digest
        self.entries[at].node = <PyObject *> node
        self.used += 1
        self.version += 1
        return True

    cdef void forget(self, unsigned long long digest, PyObject *node) noexcept:
        """Take a node out and close the gap (Knuth, TAOCP 3, 6.4, algorithm R)."""
        cdef size_t gap = digest & self.mask, at, home
        while self.entries[gap].node != node:
            if self.entries[gap].node == NULL:
                return  # it never came in
            gap = (gap + 1) & self.mask
        at = gap
        while True:
            at = (at + 1) & self.mask
            if self.entries[at].node == NULL:
                break
            home = self.entries[at].digest & self.mask
            if ((at - home) & self.mask) >= ((at - gap) & self.mask):
                self.entries[gap] = self.entries[at]
                gap = at
        self.entries[gap].node = NULL
        self.used -= 1
        self.version += 1

    cdef int grow(self) except -1:
        cdef size_t mask = 2 * self.mask + 1, k, at
        cdef Entry *entries = <Entry *> PyMem_Calloc(mask + 1, sizeof(Entry))
        if entries == NULL:
            raise MemoryError
        for k in range(self.mask + 1):
            if self.entries[k].node != NULL:
                at = self.entries[k].digest & mask
                while entries[at].node != NULL:
                    at = (at + 1) & mask
                entries[at] = self.entries[k]
        PyMem_Free(self.entries)
        self.entries, self.mask = entries, mask
        return 0


cdef Table TABLE = Table()
INTERNED = TABLE
