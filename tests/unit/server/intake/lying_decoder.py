"""A decoder that somebody has taken over: it answers with nonsense. For tests alone."""

import socket
import sys

connection = socket.socket(fileno=int(sys.argv[1]))
while connection.recv(4096):
    connection.sendall(b"\x05\0\0\0\xff\xff\0\0{oops" + b"A" * 100)
