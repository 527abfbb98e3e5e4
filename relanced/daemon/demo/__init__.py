"""The whole job alone: mail servers inside the process, sample customers, and clients who answer.

Needs the `demo` extra (aiosmtpd and pymap); only `servers` imports it.
"""
