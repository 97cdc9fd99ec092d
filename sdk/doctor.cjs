#!/usr/bin/env node
"use strict";
require("./dist/doctor.cjs");
