#!/bin/sh
# Builds PocketSphinx 5.1.1 from its source, where no package has it: sh pocketsphinx.sh FOLDER
# What for, and what to do with the folder: docs/voice-recogniser.md
set -eu
mkdir -p "${1:?folder for the library and the model}"
out=$(cd "$1" && pwd)
work=$(mktemp -d)
python3 -m pip download --quiet --no-deps --no-binary :all: --dest "$work" pocketsphinx==5.1.1
echo "675778b309a22dfc9b7d37f7621976bba491d2a5f8c59696bd77fd6d07271355  $work/pocketsphinx-5.1.1.tar.gz" | sha256sum --check --quiet
tar -xzf "$work/pocketsphinx-5.1.1.tar.gz" -C "$work"
cd "$work/pocketsphinx-5.1.1"
mkdir -p made/pocketsphinx made/objects "$out/lib"
cat > made/config.h <<'H'
#define HAVE_LONG_LONG 1
#define HAVE_SNPRINTF 1
#define HAVE_STDINT_H 1
#define HAVE_INTTYPES_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_UNISTD_H 1
#define SIZEOF_LONG __SIZEOF_LONG__
#define SIZEOF_LONG_LONG 8
#define PS_USE_THREAD_LOCAL_RNG 1
#define PACKAGE_VERSION "5.1.1"
H
cp made/config.h made/pocketsphinx/sphinx_config.h
n=0
for file in $(find src -name '*.c'); do
  n=$((n + 1))
  ${CC:-cc} -O2 -fPIC -w -DHAVE_CONFIG_H -Imade -Isrc -Iinclude -c "$file" -o "made/objects/$n.o"
done
${AR:-ar} rcs "$out/lib/libpocketsphinx.a" made/objects/*.o
cp -r model "$out/model"
rm -rf "$work"
