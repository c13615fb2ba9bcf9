#!/bin/sh
# Makes the secrets of a server, each a file, for docker-compose.yml. What is there already stays.
#   scripts/server_secrets.sh [directory, default secrets]
set -eu

directory=${1:-secrets}
umask 077
mkdir -p "$directory"
cd "$directory"

random() { head -c "$1" /dev/urandom | base64 -w0; }
password() { random 36 | tr '+/' '-_'; }
keep() { # file value: write it unless it is there
    [ -s "$1" ] || printf '%s\n' "$2" >"$1"
}

keep postgres_password "$(password)"
keep owner_password "$(password)"
keep app_password "$(password)"
keep deletion_password "$(password)"
keep backup_password "$(password)"
keep relay_password "$(password)"
keep reports_password "$(password)"
keep redis_password "$(password)"
keep secret_key "$(random 60)"
keep field_keys "1:$(random 32)"
keep search_key "$(random 32)"
keep audit_signing_key "$(random 32)"
keep backup_key "$(random 32)"
keep metrics_token "$(password)"
keep database_url "postgresql://ks_app:$(cat app_password)@db:5432/kinderschutz"
keep database_owner_url "postgresql://ks_migrate:$(cat owner_password)@db:5432/kinderschutz?role=ks_owner"
keep database_deletion_url "postgresql://ks_deletion:$(cat deletion_password)@db:5432/kinderschutz"
for role in backup relay reports; do
    keep "database_${role}_url" "postgresql://ks_$role:$(cat "${role}_password")@db:5432/kinderschutz"
done
keep redis_url "redis://:$(cat redis_password)@redis:6379/0"
[ -e oidc_client_secret ] || : >oidc_client_secret # stays empty without an organisation's provider
if ! [ -s email_url ]; then
    echo "In $directory/email_url gehört noch der Mailserver, etwa smtp+tls://name:passwort@mail.example:587" >&2
    : >email_url
fi
# The account inside the containers has no right to the directory, only to the files given to it.
chmod 0700 .
chmod 0444 ./*
