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
import { PanelState } from "@/ui/state";

const shortest = 10; // characters of a password

/** Makes the first owner. The token stands behind "#" in the link, so that no server log has it; it is taken out of the address at once. */
export function SetupPage({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  useCleanAddress();
  const setup = useQuery({ ...queries.setup(), retry: 1 });
  if (setup.isPending) return <div className="center" aria-busy="true" />;
  if (setup.isError) {
    return (
      <main className="center">
        <PanelState page alert icon="alert" title={t("setup.unreachable")} text={t("error.unreachable")}>
          <Button look="primary" icon="refresh" onClick={() => void setup.refetch()}>{t("again")}</Button>
        </PanelState>
      </main>
    );
  }
  if (!setup.data.open || !token) {
    return (
      <main className="center">
        <PanelState page icon="key" title={t(setup.data.open ? "setup.no_token" : "setup.closed")} text={t(setup.data.open ? "setup.no_token_text" : "setup.closed_text")}>
          <Button onClick={onDone}>{t("setup.to_login")}</Button>
        </PanelState>
      </main>
    );
  }
  return <SetupForm token={token} onDone={onDone} />;
}

// Read once, when this page's code loads: taking it out of the address makes the router render anew.
const token = decodeURIComponent(location.hash.slice(1)).replace(/^(?:t|token)=/, "");

function useCleanAddress() {
  useEffect(() => {
    if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  }, []);
}

function SetupForm({ token, onDone }: { token: string; onDone: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(form.current!)].map(([k, v]) => [k, String(v)])) as Record<"name" | "email" | "password" | "project_name", string>;
    if (values.password.length < shortest) return setErrors({ password: t("setup.password_short", { count: shortest }) });
    setBusy(true);
    setErrors({});
    try {
      const me = await api.setUp({ token, ...values, email: values.email.trim(), name: values.name.trim(), project_name: values.project_name.trim() });
      cache.setQueryData(keys.me, me);
      onDone();
    } catch (failure) {
      setBusy(false);
      setErrors(formErrors(failure));
    }
  };
  const formErrors = (failure: unknown): Record<string, string> => {
    const fields = Object.fromEntries(Object.entries(failure instanceof ApiError ? failure.fields : {}).map(([name, text]) => [name.replace(/^setup\./, ""), text]));
    return Object.keys(fields).some((name) => ["name", "email", "password", "project_name"].includes(name)) ? fields : { form: whyNot(failure) };
  };

  return (
    <div className="setup">
      <aside>
        <p className="setup-brand"><Logo />Relevo</p>
        <p className="muted mt-auto text-label">{t("setup.stays")}</p>
      </aside>
      <main>
        <form className="form" ref={form} onSubmit={submit}>
          <h1>{t("setup.title")}</h1>
          <p className="lead">{t("setup.lead")}</p>
          <div className="grid gap-4">
            <Field label={t("setup.name")} name="name" autoComplete="name" required autoFocus error={errors.name} />
            <Field label={t("login.email")} name="email" type="email" autoComplete="username" required error={errors.email} />
            <Field label={t("login.password")} name="password" type="password" autoComplete="new-password" required hint={t("setup.password_hint", { count: shortest })} error={errors.password} reveal={{ show: t("login.show"), hide: t("login.hide") }} />
            <Field label={t("setup.project")} name="project_name" autoComplete="organization" required hint={t("setup.project_hint")} error={errors.project_name} />
          </div>
          {errors.form && <p className="err mt-3" role="alert"><Icon name="alert" size={14} />{errors.form}</p>}
          <div className="mt-6 flex justify-end">
            <Button type="submit" look="primary" size="lg" disabled={busy}>{busy ? t("setup.busy") : t("setup.submit")}</Button>
          </div>
        </form>
      </main>
    </div>
  );
}
