# Sourced by run, test and bench: installs what is missing on Debian 12, and builds. Says what it does; never asks.
say() { printf '== %s\n' "$*"; }
fail() { printf 'vienreiz: %s\n' "$*" >&2; exit 1; }

packages_build="g++ cmake ninja-build ccache mold libboost1.81-dev libboost-json1.81-dev libssl-dev liblmdb-dev libfmt-dev
    libcli11-dev libtomlplusplus-dev libmimalloc-dev zlib1g-dev libzstd-dev libpq-dev"
packages_test="libgtest-dev libgmock-dev librapidcheck-dev age jq openssl curl gzip procps zsh postgresql-15 patroni etcd-server"
packages_browser="chromium"
packages_bench="nginx-light wrk sqlite3"
packages_fuzz="clang-19 libclang-rt-19-dev"

installed() { dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

# install PACKAGE...: only what is not there yet.
install() {
    local missing=() package
    for package in "$@"; do installed "$package" || missing+=("$package"); done
    [ ${#missing[@]} -eq 0 ] && return 0
    local as=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "these packages are missing and you are not root: ${missing[*]}"
        as=(sudo)
    fi
    say "Installing ${missing[*]}"
    "${as[@]}" apt-get update -qq || fail "apt-get update failed; is the network there?"
    DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >build/apt.log 2>&1 ||
        { tail -n 5 build/apt.log >&2; fail "apt-get could not install them; see build/apt.log"; }
}

set_up() { # set_up GROUP...: build test browser bench
    mkdir -p build
    [ -r /etc/debian_version ] || fail "this set-up knows Debian 12; elsewhere install what cmake/setup.sh lists"
    local group
    for group in "$@"; do
        local list="packages_$group"
        # shellcheck disable=SC2086
        install ${!list}
    done
    command -v npm >/dev/null || install nodejs npm
    command -v cargo >/dev/null || install cargo-web
}

build() { # build PRESET TARGET...
    local preset=$1 log="build/$1.log"
    shift
    # To serve, the tests and what they stand on need not be there; once they are, they stay.
    local with_tests=ON
    [ "$*" = vienreiz ] && with_tests=OFF
    if [ ! -f "build/$preset/build.ninja" ] ||
        { [ $with_tests = ON ] && grep -q 'VIENREIZ_TESTS:BOOL=OFF' "build/$preset/CMakeCache.txt"; }; then
        say "Configuring ($preset)"
        cmake --preset "$preset" -DVIENREIZ_TESTS=$with_tests >"$log" 2>&1 ||
            { tail -n 30 "$log" >&2; fail "configuring failed; see $log"; }
    fi
    say "Building ($preset)"
    if [ -t 1 ]; then
        cmake --build --preset "$preset" --target "$@" || fail "the build failed"
    else
        cmake --build --preset "$preset" --target "$@" >"$log" 2>&1 || { grep -E 'error|FAILED' "$log" | head -n 30 >&2; fail "the build failed; see $log"; }
    fi
}
