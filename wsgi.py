"""Where does a web server find the application?"""

from inspect178 import create_app

app = create_app()
