# A program of the simulated clusters. Whoever holds the world open (resident.ts) runs the command, and this prints what it
# is told to: Node would take fifty times as long to start. With builtins alone, as a child of ours would
# keep the connection open that ends with us.

LC_ALL=C # A text is a row of bytes.

alone() {
  exec "$node" "$home/lib/$program.mjs" "$@"
}

# A file that was left by a process that has died, or on another host, or in another container, fits no process here.
{ read -r port pid since <"$dir/resident" && read -r stat <"/proc/$pid/stat"; } 2>/dev/null || alone "$@"
fields=(${stat##*) })
[[ ${fields[19]} == "$since" ]] || alone "$@"
{ exec {resident}<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || alone "$@"
# It greets at once, unless it does nothing at all: perhaps it waits for us to end.
read -r -t 5 -u "$resident" _ || { exec {resident}>&-; alone "$@"; }

# What is printed can be of no interest to anybody any more.
trap '' PIPE
trap 'printf T >&"$resident"; read -r -t 10 -d "" -u "$resident" _; exit 143' TERM
printf '%s\0' "$#" "$program" "$home" "$$" "$PPID" "$PWD" "$@" >&"$resident"

while read -r -u "$resident" kind size; do
  case $kind in
    out) IFS= read -r -N "$size" -u "$resident" text; printf '%s' "$text" 2>/dev/null ;;
    err) IFS= read -r -N "$size" -u "$resident" text; printf '%s' "$text" >&2 ;;
    deaf) trap '' TERM ;;
    exit) exit "$size" ;;
  esac
done
# The world is gone, or whoever held it.
exit 1
