# Runs one throw-away PostgreSQL until standard input closes, then removes every trace of it.
# The caller holds the other end of the pipe: the server ends with the caller, however that one ends.
bin=$1 folder=$2 port=$3 server=

finish() {
    trap - EXIT
    if [ -n "$server" ]; then
        kill -INT "$server" 2>/dev/null
        wait "$server"
    fi
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# C.UTF-8 is on every Debian; sort order never comes from the database.
"$bin/initdb" --pgdata="$folder/data" --username=entente --auth=trust --no-sync \
    --encoding=UTF8 --locale=C.UTF-8 >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }

# Nothing here needs to survive a power cut, so nothing waits for the disk.
"$bin/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$folder" \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
    -c wal_level=minimal -c max_wal_senders=0 >>"$folder/log" 2>&1 &
server=$!

# Standard input never says anything; it only closes.
read -r _ || true
