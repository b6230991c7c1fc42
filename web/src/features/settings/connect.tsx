import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError, type PhoneNumber } from "@/api/client";
import { settingsApi, settingsKeys, type MetaApp } from "@/api/settings";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Icon } from "@/ui/icon";
import { CallbackLine, newToken } from "./number-forms";
import { NumberTest } from "./number-test";
import { CopyLine } from "./parts";
import { useSettingsWords, type SettingsKey } from "./words";

const another = "new";
const metaIds = ["phone_number_id", "business_account_id"] as const;
const numberFields = ["phone_number_id", "business_account_id", "display_phone_number", "name"] as const;

/** Connects a number: its app at Meta, then the number, then what to paste at Meta. */
export function Connect({ onClose, onConnected }: { onClose: () => void; onConnected: () => void }) {
  const { t, app, why } = useSettingsWords();
  const apps = useQuery({ queryKey: settingsKeys.metaApps, queryFn: ({ signal }) => settingsApi.metaApps(signal), staleTime: 0 });
  const [chosen, setChosen] = useState<string>();
  const [verify] = useState(newToken);
  const [added, setAdded] = useState<string>(); // the app that was added here, whose verify token nobody has seen yet
  const [made, setMade] = useState<{ metaApp: MetaApp; number: PhoneNumber }>();
  const [testing, setTesting] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const appId = chosen ?? apps.data?.[0]?.id ?? another;
  const reveal = { show: app("login.show"), hide: app("login.hide") };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string) => String(form.get(name) ?? "").trim();
    const odd = metaIds.find((name) => !/^\d+$/.test(value(name)));
    if (odd) return setErrors({ [odd]: t(`wrong.${odd}`) });
    setBusy(true);
    setErrors({});
    const fresh = appId === another;
    let names: Record<string, string> = fresh ? { name: "app_name" } : {}; // of the server's fields in this form
    try {
      const metaApp = fresh ? await settingsApi.addMetaApp({ name: value("app_name"), app_secret: value("app_secret"), verify_token: verify }) : apps.data!.find((a) => a.id === appId)!;
      names = {};
      if (fresh) {
        setAdded(metaApp.id);
        await apps.refetch(); // should the number be refused, its app is there already
        setChosen(metaApp.id);
      }
      const fields = Object.fromEntries(numberFields.map((name) => [name, value(name)]));
      const number = await settingsApi.addNumber({ ...fields, access_token: value("access_token"), meta_app_id: metaApp.id });
      setMade({ metaApp, number });
      onConnected();
    } catch (error) {
      const fields = error instanceof ApiError ? Object.keys(error.fields).map((name) => names[name] ?? name) : [];
      const known = fields.find((name) => ["app_name", "app_secret", "access_token", ...numberFields].includes(name));
      setErrors({ [known ?? "form"]: why(error) });
    }
    setBusy(false);
  };

  if (made && testing) return <NumberTest number={made.number} onClose={onClose} />;
  if (made) {
    return (
      <Dialog title={t("connect.made", { name: made.number.name })} close={app("close")} onClose={onClose}>
        <div className="body fields">
          <p>{t("webhook.text")}</p>
          <CallbackLine url={made.metaApp.webhook_url} />
          {made.metaApp.id === added ? <CopyLine label={t("webhook.verify")} value={verify} hint={t("webhook.verify_once")} /> : <p>{t("webhook.kept")}</p>}
        </div>
        <div className="foot"><Button onClick={onClose}>{t("done")}</Button><Button look="primary" onClick={() => setTesting(true)}>{t("numbers.test")}</Button></div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t("numbers.add")} close={app("close")} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="body fields">
          <div className="field">
            <label className="lbl" htmlFor="meta-app">{t("connect.app")}</label>
            <select id="meta-app" className="input" value={appId} onChange={(e) => setChosen(e.target.value)}>
              {apps.data?.map((a) => <option key={a.id} value={a.id}>{a.name}</option>)}
              <option value={another}>{t("connect.app_new")}</option>
            </select>
            <span className="hint">{t("connect.app_hint")}</span>
          </div>
          {appId === another && (
            <>
              <Field label={t("connect.app_name")} name="app_name" required autoComplete="off" hint={t("connect.app_name_hint")} error={errors.app_name} />
              <Field label={t("connect.app_secret")} name="app_secret" type="password" required autoComplete="off" hint={t("connect.app_secret_hint")} error={errors.app_secret} reveal={reveal} />
            </>
          )}
          {numberFields.map((name) => (
            <Field key={name} label={t(`connect.${name}` as SettingsKey)} name={name} required={name !== "name"} autoComplete="off" inputMode={name === "name" ? undefined : "tel"} hint={t(`connect.${name}_hint` as SettingsKey)} error={errors[name]} />
          ))}
          <Field label={t("connect.token")} name="access_token" type="password" required autoComplete="off" hint={t("connect.token_hint")} error={errors.access_token} reveal={reveal} />
          {errors.form && <p className="err" role="alert"><Icon name="alert" size={14} />{errors.form}</p>}
        </div>
        <div className="foot"><Button onClick={onClose}>{t("cancel")}</Button><Button look="primary" type="submit" disabled={busy}>{t("connect.submit")}</Button></div>
      </form>
    </Dialog>
  );
}
