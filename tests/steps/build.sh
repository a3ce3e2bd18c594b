#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Configures and builds everything with the preset APSIS_PRESET (release), on APSIS_JOBS (2) jobs."
. "$(dirname "$0")/steps.sh"

if ! cmake --preset "$preset"; then
  fail "configuring $preset; deploy/setup installs what a build needs"
  finish
fi
check "building $preset" cmake --build --preset "$preset" -j "$jobs"
finish
