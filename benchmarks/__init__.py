"""Measurements that are not tests: accuracy on a corpus of real pages, speed."""
