# Sourced by tests/asan and tests/tsan: builds test programs with a sanitizer and runs them. A program passes when none of
# its tests fails and the sanitizer reports nothing.

# The test programs of a configured preset, but for those named.
programs_but() { # programs_but PRESET PROGRAM...
    local preset=$1
    shift
    sed -nE 's/^build ([a-z_]+_test): CXX_EXECUTABLE_LINKER.*/\1/p' "build/$preset/build.ninja" |
        grep -vxF "$(printf '%s\n' "$@")"
}

configure_sanitized() { # configure_sanitized PRESET
    cmake --preset "$1" -DVIENREIZ_TESTS=ON >"build/$1.log" 2>&1 || fail "configuring failed; see build/$1.log"
}

run_sanitized() { # run_sanitized PRESET PROGRAM...
    local preset=$1 passed=0 failed=0 program log
    shift
    ninja -C "build/$preset" "$@" >"build/$preset.log" 2>&1 ||
        { grep -E 'error|FAILED' "build/$preset.log" | head; fail "the build failed; see build/$preset.log"; }
    for program in "$@"; do
        log="build/$preset-$program.log"
        if "build/$preset/$program" --gtest_brief=1 >"$log" 2>&1; then
            passed=$((passed + 1))
            echo "$program is clean"
        else
            failed=$((failed + 1))
            echo "$program is not; see $log"
            grep -E '^(SUMMARY|WARNING|==[0-9]+==ERROR|\[  FAILED)|runtime error' "$log" | sort | uniq -c | head -n 20
            tail -n 40 "$log"
        fi
        grep -A1 -E ': Skipped$' "$log" | grep -vE ': Skipped$|^--$' | sed 's/^/SKIPPED /'
    done
    echo "$passed passed, $failed failed"
}
