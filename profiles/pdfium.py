"""PDFium can do one thing at a time in a process: whoever reads a PDF holds this lock."""

from threading import Lock

ONE_PDF = Lock()
