import "@/i18n/later";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError } from "@/api/client";
import { keys } from "@/api/keys";
import { whyNot } from "@/i18n/failure";
import { queries } from "@/live/queries";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Icon, Logo } from "@/ui/icon";

// A link that logs in carries its token behind "#", so that no server log has it. Read once, when this code loads.
const linkToken = /^#link=(.+)$/.exec(location.hash)?.[1] ?? "";

/** Follows a log-in link; without one, or with one that no longer works, the form is there. */
export function LoginRoute({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [notice, setNotice] = useState("");
  const [trying, setTrying] = useState(linkToken !== "");
  const me = useQuery({ ...queries.me(), retry: false, enabled: !trying });
  const started = useRef(false);
  useEffect(() => {
    if (!linkToken || started.current) return;
    started.current = true;
    history.replaceState(history.state, "", location.pathname);
    api.logInByLink(decodeURIComponent(linkToken))
      .then((answer) => cache.setQueryData(keys.me, answer), (failure) => setNotice(failure instanceof ApiError && failure.status === 0 ? t("error.unreachable") : t("login.link_used")))
      .finally(() => setTrying(false));
  }, [cache, t]);
  useEffect(() => {
    if (!trying && me.data) onDone();
  }, [trying, me.data, onDone]);
  return trying || me.isLoading || me.data ? <div className="center" aria-busy="true" /> : <LoginPage notice={notice} />;
}

/** Logs in where the person is: the address stays, so a link to a conversation still opens it. */
export function LoginPage({ notice = "" }: { notice?: string }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const setup = useQuery({ ...queries.setup(), retry: false });

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError("");
    try {
      cache.setQueryData(keys.me, await api.logIn(String(form.get("email")).trim(), String(form.get("password"))));
    } catch (failure) {
      setError(loginError(failure));
      setBusy(false);
    }
  };
  const loginError = (failure: unknown) => {
    const wrong = failure instanceof ApiError && failure.status === 401;
    return wrong ? t("login.mismatch") : whyNot(failure);
  };

  return (
    <div className="center">
      <main className="auth">
        <Logo size={36} />
        <h1>{t("login.title")}</h1>
        <p className="muted">{t("login.host", { host: location.host })}</p>
        {notice && <p className="auth-note" role="alert"><Icon name="alert" size={14} />{notice}</p>}
        {setup.data?.open && <p className="auth-note"><Icon name="key" size={14} />{t("login.setup_open")}</p>}
        <form onSubmit={submit}>
          <Field label={t("login.email")} name="email" type="email" autoComplete="username" required autoFocus />
          <Field label={t("login.password")} name="password" type="password" autoComplete="current-password" required error={error} reveal={{ show: t("login.show"), hide: t("login.hide") }} />
          <Button type="submit" look="primary" size="lg" block disabled={busy}>{busy ? t("login.busy") : t("login.submit")}</Button>
        </form>
      </main>
    </div>
  );
}
