"""What statements of an answer do not claim: cases, trials, and values that are thrown out.

*If x > 2*, *Case 1: x < 0*, *Check x = -1* suppose something; *x = -1 is extraneous* denies it.
Only the words beside a statement are looked at, and only where they leave no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, Protocol

Role = Literal["", "supposed", "denied"]
LONGEST = 400
"""Characters before and after a statement that are looked at."""
_START = re.compile(r"\n|[.!?](?=\s)|\\\\(?!\[)")
_SUPPOSED = re.compile(
    r"[\W\d_]*(?:(?:now|next|so|then|also|and|but|first|second|secondly|finally|otherwise|"
    r"similarly|likewise|let(?:['’]s|\s+us|\s+me)|we|on\s+the\s+other\s+hand|because|since|"
    r"when\s+we|step|verification|text)\b[\W\d_]*)*"
    r"(?:if|suppose|supposing|assum(?:e|ing)|cases?\b(?:\W*\w{1,3}\b)?|when|for|test(?:ing)?|"
    r"try(?:ing)?|check(?:ing)?|verify(?:ing)?|at|take|choose|pick|plug(?:ging)?(?:\s+in)?|set(?:ting)?|"
    r"substitut(?:e|ing)|consider(?:ing)?|put(?:ting)?)\b"
    r"(?:[\s,:*]+(?:that|the|a|in|back|value|values|point|candidate|root|solution|where|when|with|"
    r"any|all|case|region|interval|of|we|have|number|text)\b){0,5}[\s$:*({\[\\]*(?:\\[\[(])?[\s*]*",
    re.IGNORECASE,
)
_TRIED = re.compile(
    r"\b(?:(?:of|in)\s+the\s+form|ansatz|guess|trial\s+(?:solution|function)|"
    r"look(?:ing)?\s+for(?:\s+\w+){0,3}|"
    r"(?:attained|reached|achieved|occurs?|equality(?:\s+holds)?)\s+(?:at|when|for|iff|if)|"
    r"equality\s+(?:holds\s+)?if\s+and\s+only\s+if)\b[\s:,]*(?:is\s+)?[$({\[\\]*\Z",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"\b(?:extraneous|reject(?:ed)?|discard(?:ed)?|invalid|excluded|ruled\s+out|impossible|fails|"
    r"contradict(?:s|ion|ory)|not\s+(?:true|possible|allowed|valid|correct|a\s+(?:valid\s+|real\s+)?"
    r"solution)|no\s+(?:real\s+)?solutions?|(?:does\s+not|doesn['’]t|do\s+not|cannot|can['’]t)\s+"
    r"(?:satisfy|work|hold|be|check)|(?:which|this|that)\s+is\s+false)\b|[✗✘❌]",
    re.IGNORECASE,
)
_DENIED_BEFORE = re.compile(
    r"\b(?:reject|discard|exclude|rule\s+out|disregard|throw\s+(?:out|away)|drop|"
    r"extraneous(?:\s+(?:root|solution|candidate))?(?:\s+is)?|it\s+is\s+not\s+true\s+that)\b"
    r"[\s:]*(?:the\s+)?(?:root|solution|candidate|value)?[\s:$({\[\\]*\Z",
    re.IGNORECASE,
)
_SAID = re.compile(r"[A-Za-z]{2}|[|✗✘❌]")
"""Something that may be words."""
_OTHER = re.compile(
    r"\b(?:first|former|other|negative|positive|smaller|larger|both|only|unless|if|not\s+extraneous|"
    r"neither|none|works|rest|satisfies|others?)\b",
    re.IGNORECASE,
)
"""Words after a statement that may be about another one."""


class Placed(Protocol):
    """Something that stands at a place of the answer."""

    @property
    def start(self) -> int:
        """Where it begins."""
        ...

    @property
    def end(self) -> int:
        """Where it ends."""
        ...

    @property
    def chained(self) -> bool:
        """Whether it goes on with the one before."""
        ...


def roles(answer: str, lines: Sequence[Placed]) -> list[Role]:
    """What each statement is for, in order.

    Args:
        answer: The whole text.
        lines: Its statements.
    """
    found: list[Role] = []
    before = 0
    for place, line in enumerate(lines):
        after = next((e.start for e in lines[place + 1 :] if e.start >= line.end), len(answer))
        if line.chained and found[-1] == "supposed":
            found.append("supposed")
        else:
            found.append(_role(answer, line, min(before, line.start), after))
        before = max(before, line.end)
    return found


def _role(answer: str, line: Placed, before: int, after: int) -> Role:
    lead = answer[max(before, line.start - LONGEST) : line.start]
    starts = [match.end() for match in _START.finditer(lead)]
    opens = bool(starts) or before == 0
    lead = lead[starts[-1] :] if starts else lead
    tail = answer[line.end : min(after, line.end + LONGEST)]
    stop = _START.search(tail)
    tail = tail[: stop.start()] if stop else tail
    if not (_SAID.search(lead) or _SAID.search(tail)):
        return ""
    if _DENIED_BEFORE.search(lead) or (_DENIED_AFTER.search(tail) and not _OTHER.search(tail)):
        return "denied"
    tried = (
        lead.lstrip().startswith("|")
        or _TRIED.search(lead)
        or (opens and _SUPPOSED.fullmatch(lead))
    )
    return "supposed" if tried else ""
