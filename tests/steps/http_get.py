#!/usr/bin/env python3
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
"""Prints the body that a URL answers with status 200; exit status 1 for anything else."""

import sys
import urllib.request

try:
    with urllib.request.urlopen(sys.argv[1], timeout=2) as answer:
        sys.stdout.write(answer.read().decode())
except OSError as error:
    sys.exit(str(error))
