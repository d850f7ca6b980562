# Makes a PostgreSQL in a folder of its own and does what standard input says, one word a line. Ends with it, and leaves nothing:
# so it ends with the test, however that ends.
#
# $1: the folder of its programs. $2: its port. Says where the folder is, and `done` after each word.
set -eu
bin=$1
port=$2
folder=$(mktemp -d /tmp/heard-pg-XXXXXX)
data=$folder/data
log=$folder/log

start() {
    "$bin/pg_ctl" -D "$data" -l "$log" -w start >>"$log" 2>&1 || { cat "$log" >&2 && exit 1; }
}

# Kills it and everything it started, as a power cut does.
crash() {
    main=$(head -n 1 "$data/postmaster.pid")
    # shellcheck disable=SC2046
    kill -9 "$main" $(cat "/proc/$main/task/$main/children") || true
    # The dead keep their place until somebody buries them, which may be never.
    rm -f "$data/postmaster.pid" "$folder"/.s.PGSQL.*
}

end() {
    "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap end EXIT

echo heard >"$folder/password"
"$bin/initdb" -D "$data" -U postgres --auth-local=trust --auth-host=scram-sha-256 \
    --pwfile="$folder/password" --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$log" 2>&1 ||
    { cat "$log" >&2 && exit 1; }
cat >>"$data/postgresql.conf" <<SETTINGS
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
# After a crash all files are synced: at once rather than one by one.
recovery_init_sync_method = syncfs
SETTINGS
echo "$folder"

while read -r word; do
    case $word in
    start) start ;;
    stop) "$bin/pg_ctl" -D "$data" -m fast -w stop >>"$log" 2>&1 ;;
    crash) crash ;;
    esac
    echo "done"
done
