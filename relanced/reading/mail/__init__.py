"""From bytes to what was typed: MIME, charsets, markup, quotes, signatures, footers; who wrote, and about what."""
