import "@/i18n/later";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError, type Me } from "@/api/client";
import { keys } from "@/api/keys";
import { whyNot } from "@/i18n/failure";
import { endSession } from "@/live/session";
import { queries, retry } from "@/live/queries";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Icon, Logo } from "@/ui/icon";
import { PanelState } from "@/ui/state";
import { LoginPage } from "./login";

const shortest = 10; // characters of a password

// The token stands behind "#", so that no server log has it. Read once, when this code loads.
const token = decodeURIComponent(location.hash.slice(1));

/** Accepts an invitation: with a new account, or with the one that the person is logged in to. */
export default function InvitationPage({ onDone }: { onDone: (role: string) => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const me = useQuery({ ...queries.me(), retry: false });
  const invitation = useQuery({ queryKey: ["invitation"], queryFn: () => api.openInvitation(token), retry, staleTime: Infinity, gcTime: 0 });
  useEffect(() => {
    if (location.hash) history.replaceState(history.state, "", location.pathname);
  }, []);
  const join = async (values: { name?: string; password?: string }) => {
    const joined = await api.acceptInvitation({ token, ...values });
    cache.setQueryData(keys.me, joined);
    onDone(invitation.data?.role ?? "");
  };

  if (invitation.isError) {
    const dead = invitation.error instanceof ApiError && invitation.error.status === 401;
    return (
      <main className="center">
        <PanelState page alert={!dead} icon={dead ? "key" : "alert"} title={t(dead ? "invitation.dead" : "invitation.failed")} text={dead ? t("invitation.dead_text") : t("error.unreachable")}>
          {!dead && <Button icon="refresh" onClick={() => void invitation.refetch()}>{t("again")}</Button>}
        </PanelState>
      </main>
    );
  }
  if (!invitation.data || me.isLoading) return <div className="center" aria-busy="true" />;
  const { project_name: project, email, known } = invitation.data;
  const mine = me.data?.user;
  if (known && !mine) return <LoginPage notice={t("invitation.log_in", { project })} />;
  return (
    <div className="center">
      <main className="auth">
        <Logo size={36} />
        <h1 dir="auto">{t("invitation.title", { project })}</h1>
        <p className="muted">{t("invitation.lead", { email })}</p>
        {!mine ? <NewAccount email={email} onJoin={join} />
          : mine.email === email ? <Join me={mine} onJoin={() => join({})} />
            : <Other mine={mine.email} email={email} onLogOut={() => void api.logOut().finally(() => { endSession(cache); void invitation.refetch(); })} />}
      </main>
    </div>
  );
}

function Join({ me, onJoin }: { me: Me["user"]; onJoin: () => Promise<void> }) {
  const { t } = useTranslation();
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const join = () => {
    setBusy(true);
    onJoin().catch((failure: unknown) => { setError(whyNot(failure)); setBusy(false); });
  };
  return (
    <form onSubmit={(e) => { e.preventDefault(); join(); }}>
      {error && <p className="err" role="alert"><Icon name="alert" size={14} />{error}</p>}
      <Button type="submit" look="primary" size="lg" block disabled={busy}>{busy ? t("invitation.busy") : t("invitation.join", { name: me.name })}</Button>
    </form>
  );
}

function Other({ mine, email, onLogOut }: { mine: string; email: string; onLogOut: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="auth-note"><Icon name="user" size={14} />{t("invitation.other", { mine, email })}</p>
      <p className="mt-4"><Button size="lg" block icon="out" onClick={onLogOut}>{t("account.log_out")}</Button></p>
    </>
  );
}

function NewAccount({ email, onJoin }: { email: string; onJoin: (values: { name: string; password: string }) => Promise<void> }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const values = { name: String(form.get("name")), password: String(form.get("password")) };
    if (values.password.length < shortest) return setErrors({ password: t("setup.password_short", { count: shortest }) });
    setBusy(true);
    setErrors({});
    try {
      await onJoin(values);
    } catch (failure) {
      setBusy(false);
      const fields = failure instanceof ApiError ? failure.fields : {};
      const said = whyNot(failure);
      setErrors(fields.name ? { name: said } : { password: said });
    }
  };
  return (
    <form onSubmit={submit}>
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field label={t("invitation.name")} name="name" autoComplete="name" required autoFocus error={errors.name} />
      <Field label={t("invitation.password")} name="password" type="password" autoComplete="new-password" required hint={t("setup.password_hint", { count: shortest })} error={errors.password} reveal={{ show: t("login.show"), hide: t("login.hide") }} />
      <Button type="submit" look="primary" size="lg" block disabled={busy}>{busy ? t("invitation.busy") : t("invitation.submit")}</Button>
    </form>
  );
}
