"""Pure: the bytes of a mail become a `Reading`. Nothing here opens a file, a socket or a clock."""
