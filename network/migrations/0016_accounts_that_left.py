"""When somebody left, and forgetting who that was."""

from django.db import migrations, models

LEFT_BEFORE = "UPDATE network_user SET left_at = now() WHERE NOT is_active"
"""For who left before this column was, the period begins with the update."""

FORGET = """
CREATE FUNCTION account_forget(who uuid, left_before timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day date := (left_before AT TIME ZONE 'Europe/Berlin')::date;
    factors bigint;
    tokens bigint;
    links bigint;
    addresses bigint;
BEGIN
    IF NOT walls.sees_all() THEN
        RAISE EXCEPTION 'Nur das Portal selbst entfernt Angaben zu Konten.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF left_before > clock_timestamp() - interval '30 days' THEN
        RAISE EXCEPTION 'Angaben zu Konten bleiben nach dem Ausscheiden wenigstens 30 Tage.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM 1 FROM network_user u
        WHERE u.id = who AND u.forgotten_at IS NULL AND NOT u.is_staff AND NOT u.is_superuser
            AND CASE WHEN u.is_active THEN
                EXISTS (SELECT 1 FROM network_membership m WHERE m.user_id = who)
                AND NOT EXISTS (
                    SELECT 1 FROM network_membership m WHERE m.user_id = who
                        AND (upper_inf(m.validity) OR upper(m.validity) > day)
                )
            ELSE u.left_at < left_before END
        FOR UPDATE;
    IF NOT FOUND THEN
        RETURN '{}';
    END IF;
    DELETE FROM mfa_authenticator WHERE user_id = who;
    GET DIAGNOSTICS factors = ROW_COUNT;
    DELETE FROM socialaccount_socialtoken
        WHERE account_id IN (SELECT id FROM socialaccount_socialaccount WHERE user_id = who);
    GET DIAGNOSTICS tokens = ROW_COUNT;
    DELETE FROM socialaccount_socialaccount WHERE user_id = who;
    GET DIAGNOSTICS links = ROW_COUNT;
    DELETE FROM account_emailconfirmation
        WHERE email_address_id IN (SELECT id FROM account_emailaddress WHERE user_id = who);
    DELETE FROM account_emailaddress WHERE user_id = who;
    GET DIAGNOSTICS addresses = ROW_COUNT;
    UPDATE network_membership SET reason = '' WHERE user_id = who AND reason <> '';
    UPDATE network_user SET
        name = 'Ausgeschiedene Person (' || left(who::text, 8) || ')',
        email = who::text || '@ausgeschieden.invalid',
        password = '!',
        is_active = false,
        left_at = coalesce(left_at, clock_timestamp()),
        last_login = NULL,
        forgotten_at = clock_timestamp()
        WHERE id = who;
    RETURN jsonb_build_object(
        'network_user', 1,
        'mfa_authenticator', factors,
        'socialaccount_socialtoken', tokens,
        'socialaccount_socialaccount', links,
        'account_emailaddress', addresses
    );
END $$;
REVOKE ALL ON FUNCTION account_forget(uuid, timestamptz) FROM PUBLIC;
"""
"""Only this takes away what a row of an account says of its person, and only of one who left.

So the role of deletion needs no right to change accounts, and none to take factors away.
"""
NOT_FORGET = "DROP FUNCTION account_forget(uuid, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("network", "0015_calls_of_reporters"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="forgotten_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="Angaben gelöscht"),
        ),
        migrations.AddField(
            model_name="user",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ausgeschieden"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("forgotten_at", None), ("is_active", False), _connector="OR"),
                name="user_forgotten_is_inactive",
                violation_error_message="Ein Konto ohne Angaben öffnet nichts mehr.",
            ),
        ),
        migrations.RunSQL(LEFT_BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(FORGET, NOT_FORGET),
    ]
