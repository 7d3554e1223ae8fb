import { ctl } from '../../formats/hint.js';

/** Marks our own temporary files, so that one left behind by a killed run is known and removed. */
const MARK = `written by ${ctl('sandbox up', null, [], { install: true })} for the time of the installation`;

/**
 * A shell script, to be run as root on Debian and its relatives: installs the packages, but starts no server, makes no
 * PostgreSQL cluster, and leaves services that were not enabled before disabled.
 *
 * invoke-rc.d and deb-systemd-invoke obey /usr/sbin/policy-rc.d (exit 101: do not start); postgresql-common obeys
 * /etc/postgresql-common/createcluster.d.
 */
export function installScript(packages: readonly string[]): string {
  return `set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
policy=/usr/sbin/policy-rc.d
conf_dir=/etc/postgresql-common/createcluster.d
conf=$conf_dir/zz-ctl-sandbox.conf
mark='${MARK}'

enabled() { ls -1d /etc/systemd/system/*.wants/*.service /etc/rc[2-5].d/S* 2>/dev/null || true; }

for file in "$policy" "$conf"; do
  if [ -f "$file" ] && grep -qF "$mark" "$file"; then rm -f "$file"; fi
done
if [ -e "$policy" ]; then
  status=0; "$policy" haproxy start >/dev/null 2>&1 || status=$?
  if [ "$status" -ne 101 ]; then
    echo "$policy exists and lets packages start their servers; install the packages by hand" >&2
    exit 1
  fi
  own_policy=
else
  own_policy=1
fi

before=$(enabled)
made_dirs=
clean_up() {
  if [ -n "$own_policy" ]; then rm -f "$policy"; fi
  rm -f "$conf"
  for dir in $made_dirs; do rmdir "$dir" 2>/dev/null || true; done
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

if [ -n "$own_policy" ]; then
  printf '#!/bin/sh\\n# %s\\nexit 101\\n' "$mark" >"$policy"
  chmod 755 "$policy"
fi
if [ ! -d "/etc/postgresql-common" ]; then made_dirs="$conf_dir /etc/postgresql-common"
elif [ ! -d "$conf_dir" ]; then made_dirs="$conf_dir"; fi
mkdir -p "$conf_dir"
printf '# %s\\ncreate_main_cluster = false\\n' "$mark" >"$conf"

apt-get update
apt-get install --yes --no-install-recommends ${packages.join(' ')}

enabled | while read -r link; do
  case "
$before
" in *"
$link
"*) continue ;; esac
  unit=$(basename "$link")
  case "$link" in
    */rc?.d/S*) update-rc.d "$(echo "$unit" | sed 's/^S[0-9]*//')" disable ;;
    *) systemctl disable "$unit" || { deb-systemd-helper disable "$unit"; rm -f "$link"; } ;;
  esac
done
`;
}
