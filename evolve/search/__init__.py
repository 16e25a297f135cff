"""The search itself: islands of programs that vary and compete, and what passes between them."""
