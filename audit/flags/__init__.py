"""Signs that a page was made for the audit rather than for its readers. Each is put to a person; none changes an outcome."""
