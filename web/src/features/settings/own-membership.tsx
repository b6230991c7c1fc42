import { keys } from "@/api/keys";
import { settingsApi, type Role } from "@/api/settings";
import { useSession } from "@/live/session";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Dialog } from "@/ui/dialog";
import { toast } from "@/ui/toast";
import { useSettingsWords, type SettingsKey } from "./words";

/** Asks before a person gives up their own role: only somebody else can give it back. */
export function OwnRole({ from, to, userId, onClose }: { from: Role; to: Role; userId: string; onClose: () => void }) {
  const { t, app, why } = useSettingsWords();
  const { live } = useSession();
  const name = (role: Role) => t(`role.${role}` as SettingsKey);
  const change = async () => {
    try {
      await settingsApi.setRole(userId, to);
    } catch (error) {
      return why(error);
    }
    for (const queryKey of [keys.users, keys.me]) void live.cache.invalidateQueries({ queryKey });
    toast(t("members.own_role_now", { role: name(to) }));
    return undefined;
  };
  const text = <p>{t("members.own_role_text", { from: name(from), to: name(to), may: t(`role_hint.${to}` as SettingsKey) })}</p>;
  return <Confirm title={t("members.own_role_title", { role: name(to) })} text={text} confirm={t("members.own_role_confirm", { role: name(to) })} cancel={t("cancel")} close={app("close")} onClose={onClose} onConfirm={change} />;
}

/** Says to the only owner why they can neither leave nor be less. */
export function OnlyOwner({ onClose }: { onClose: () => void }) {
  const { t, app } = useSettingsWords();
  return (
    <Dialog title={t("members.only_owner")} close={app("close")} onClose={onClose}>
      <div className="body"><p>{t("members.only_owner_text")}</p></div>
      <div className="foot"><Button look="primary" onClick={onClose}>{t("done")}</Button></div>
    </Dialog>
  );
}
