import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError, type PhoneNumber } from "@/api/client";
import { keys } from "@/api/keys";
import { settingsApi, settingsKeys } from "@/api/settings";
import { useSession } from "@/live/session";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toast";
import { CopyLine, Loaded } from "./parts";
import { useSettingsWords } from "./words";

/** Another name, a new access token, or the secret of the number's app. */
export function EditNumber({ number, onClose }: { number: PhoneNumber; onClose: () => void }) {
  const { t, app, why } = useSettingsWords();
  const { live } = useSession();
  const reveal = { show: app("login.show"), hide: app("login.hide") };
  const [errors, setErrors] = useState<{ name?: string; token?: string; secret?: string }>({});
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    const form = new FormData(event.currentTarget);
    const value = (name: string) => String(form.get(name)).trim();
    let field: keyof typeof errors = "secret";
    try {
      if (value("secret")) await settingsApi.updateMetaApp(number.meta_app_id, { app_secret: value("secret") });
      field = "token";
      await settingsApi.updateNumber(number.internal_id, { name: value("name"), access_token: value("token") });
      void live.cache.invalidateQueries({ queryKey: keys.numbers });
      toast(t("numbers.saved", { name: number.name }));
      onClose();
    } catch (failure) {
      setErrors({ [failure instanceof ApiError && failure.fields.name ? "name" : field]: why(failure) });
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("numbers.edit_title", { name: number.name })} close={app("close")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div className="body fields">
          <Field label={t("connect.name")} name="name" defaultValue={number.name} required autoComplete="off" error={errors.name} />
          <Field label={t("connect.token")} name="token" type="password" autoComplete="off" hint={t("numbers.token_hint")} error={errors.token} reveal={reveal} />
          <Field label={t("connect.app_secret")} name="secret" type="password" autoComplete="off" hint={t("numbers.secret_hint")} error={errors.secret} reveal={reveal} />
        </div>
        <div className="foot"><Button onClick={onClose}>{t("cancel")}</Button><Button look="primary" type="submit" disabled={busy}>{t("save")}</Button></div>
      </form>
    </Dialog>
  );
}

/** What Meta must know so that messages come here; a lost verify token is replaced. */
export function WebhookAddress({ number, onClose }: { number: PhoneNumber; onClose: () => void }) {
  const { t, app, why } = useSettingsWords();
  const apps = useQuery({ queryKey: settingsKeys.metaApps, queryFn: ({ signal }) => settingsApi.metaApps(signal), staleTime: 0 });
  const [token, setToken] = useState<string>();
  const renew = () => {
    const made = newToken();
    settingsApi.updateMetaApp(number.meta_app_id, { verify_token: made }).then(() => setToken(made), (error) => toast(why(error)));
  };
  return (
    <Dialog title={t("webhook.title", { name: number.name })} close={app("close")} onClose={onClose}>
      <div className="body fields">
        <p>{t("webhook.text")}</p>
        <Loaded query={apps} rows={1}>
          {(list) => <CallbackLine url={list.find((a) => a.id === number.meta_app_id)?.webhook_url ?? ""} sandbox={number.kind === "sandbox"} />}
        </Loaded>
        {token ? <CopyLine label={t("webhook.verify")} value={token} hint={t("webhook.verify_once")} />
          : <p>{t("webhook.kept")} <button type="button" className="link" onClick={renew}>{t("webhook.renew")}</button></p>}
      </div>
      <div className="foot"><Button look="primary" onClick={onClose}>{t("done")}</Button></div>
    </Dialog>
  );
}

/** Where Meta is to send webhooks. It takes no address but https (Graph API reference, webhooks); the simulator takes any. */
export function CallbackLine({ url, sandbox }: { url: string; sandbox?: boolean }) {
  const { t } = useSettingsWords();
  const reachable = sandbox || url.startsWith("https://");
  return <CopyLine label={t("webhook.url")} value={url} hint={reachable ? undefined : t("webhook.not_public")} />;
}

/** 24 random bytes as hex: nobody has to think one up. */
export function newToken() {
  return [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
