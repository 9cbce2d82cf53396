"""Start the program with ``python -m havenlens``."""

from havenlens.app.main import main

if __name__ == "__main__":
    main()
