"""Files from outside: told by their first bytes, and written anew in a process that can do nothing
else. Nothing here knows an app, a database or a key.
"""
