"""The two measured endpoints as one writes them with FastAPI."""

import sys
from math import factorial

from fastapi import FastAPI, Query

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)

app = FastAPI()


@app.get("/health/live")
async def live():
    return {"status": "UP", "checks": {}}


@app.get("/api/v1/factorial")
async def api_factorial(number: int = Query(ge=0, le=100_000)):
    return {"number": number, "factorial": str(factorial(number))}
