import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/client";
import { keys } from "@/api/keys";
import { settingsApi, settingsKeys, type OwnSession } from "@/api/settings";
import { useSession } from "@/live/session";
import { dateText, moment } from "@/record/time";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toast";
import { browserOf } from "./browser";
import { Head, Loaded, useSeen } from "./parts";
import { useSettingsWords, type SettingsKey } from "./words";

const shortest = 10; // characters of a password

/** The person's own account. */
export default function Profile() {
  const { t } = useSettingsWords();
  return (
    <>
      <Head title={t("profile.title")} text={t("profile.text")} />
      <NameForm />
      <PasswordForm />
      <Sessions />
    </>
  );
}

function NameForm() {
  const { t, why } = useSettingsWords();
  const { me, project } = useSession();
  const cache = useQueryClient();
  const [name, setName] = useState(me.user.name);
  const [error, setError] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setError(undefined);
    try {
      const changed = await settingsApi.rename(name);
      cache.setQueryData(keys.me, changed);
      setName(changed.user.name);
      toast(t("profile.saved"));
    } catch (failure) {
      setError(why(failure));
    }
  };
  return (
    <form className="sform" onSubmit={submit}>
      <Field label={t("profile.name")} name="name" autoComplete="name" required maxLength={200} value={name} onChange={(e) => setName(e.target.value)} hint={t("profile.name_hint")} error={error} />
      <dl className="kv2">
        <dt>{t("profile.email")}</dt><dd>{me.user.email}</dd>
        {project && <><dt>{t("profile.project")}</dt><dd dir="auto">{project.name}</dd></>}
        {project?.role && <><dt>{t("profile.role")}</dt><dd>{t(`role.${project.role}` as SettingsKey)}</dd></>}
      </dl>
      <div className="foot-line"><Button type="submit" look="primary" disabled={name.trim() === "" || name.trim() === me.user.name}>{t("profile.save")}</Button></div>
    </form>
  );
}

function PasswordForm() {
  const { t, app, why } = useSettingsWords();
  const { me } = useSession();
  const cache = useQueryClient();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const reveal = { show: app("login.show"), hide: app("login.hide") };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    const next = String(values.get("new"));
    if (next.length < shortest) return setErrors({ new: app("setup.password_short", { count: shortest }) });
    setBusy(true);
    setErrors({});
    try {
      await settingsApi.changePassword(String(values.get("current")), next);
      form.reset();
      toast(t("password.changed"));
      void cache.invalidateQueries({ queryKey: settingsKeys.sessions });
    } catch (failure) {
      setErrors(failure instanceof ApiError && failure.code === "wrong_password" ? { current: t("password.wrong") } : { new: why(failure) });
    }
    setBusy(false);
  };
  return (
    <form className="sform" onSubmit={submit}>
      <h2>{t("password.title")}</h2>
      <input type="hidden" name="username" autoComplete="username" value={me.user.email} readOnly />
      <Field label={t("password.current")} name="current" type="password" autoComplete="current-password" required error={errors.current} reveal={reveal} />
      <Field label={t("password.new")} name="new" type="password" autoComplete="new-password" required hint={app("setup.password_hint", { count: shortest })} error={errors.new} reveal={reveal} />
      <p className="muted">{t("password.text")}</p>
      <div className="foot-line"><Button type="submit" look="primary" disabled={busy}>{t("password.submit")}</Button></div>
    </form>
  );
}

function Sessions() {
  const { t } = useSettingsWords();
  const sessions = useQuery({ queryKey: settingsKeys.sessions, queryFn: ({ signal }) => settingsApi.sessions(signal), staleTime: 0 });
  return (
    <section className="ssection" aria-labelledby="sessions">
      <h2 id="sessions">{t("sessions.title")}</h2>
      <Loaded query={sessions} rows={2}>{(list) => <div className="card"><ul className="lines">{list.map((session) => <Line key={session.id} session={session} />)}</ul></div>}</Loaded>
    </section>
  );
}

function Line({ session }: { session: OwnSession }) {
  const { t, why, locale } = useSettingsWords();
  const cache = useQueryClient();
  const seen = useSeen();
  const { browser, system } = browserOf(session.browser);
  const name = browser && system ? t("sessions.on", { browser, system }) : (browser ?? system ?? t("sessions.unknown"));
  const end = async () => {
    try {
      await settingsApi.endSession(session.id);
      toast(t("sessions.ended"));
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) toast(why(error));
    }
    void cache.invalidateQueries({ queryKey: settingsKeys.sessions });
  };
  return (
    <li>
      <div className="grow"><b>{name}</b><small>{t("sessions.since", { date: dateText(moment(session.created_at), locale), seen: seen(session.seen_at) })}</small></div>
      {session.current ? <span className="chip ok">{t("sessions.current")}</span> : <Button size="sm" onClick={() => void end()} aria-label={t("sessions.end_what", { name })}>{t("sessions.end")}</Button>}
    </li>
  );
}
