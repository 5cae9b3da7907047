"""Runs ministack until standard input ends, so that it never outlives the test that started it.

Everything else it is told by its environment, which the functions inherit.
"""

import os
import signal
import socketserver
import sys
import threading


def stop_with_input():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def main():
    # Its Runtime API answers in small pieces; each would wait 40 ms for the one before.
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    threading.Thread(target=stop_with_input, daemon=True).start()
    from ministack.app import main as ministack

    ministack()


if __name__ == "__main__":
    main()
