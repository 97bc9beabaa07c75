"""The two measured endpoints as one writes them with Flask."""

import sys
from math import factorial

from flask import Flask, abort, jsonify, request

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)

app = Flask(__name__)


@app.get("/health/live")
def live():
    return jsonify(status="UP", checks={})


@app.get("/api/v1/factorial")
def api_factorial():
    number = request.args.get("number", type=int)
    if number is None or not 0 <= number <= 100_000:
        abort(400)
    return jsonify(number=number, factorial=str(factorial(number)))
