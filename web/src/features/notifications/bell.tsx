import "@/i18n/later";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/button";
import { choice, Menu, type MenuEntry } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { bellState, settings, useBell, type BellState } from "./settings";
import { play, type SoundName } from "./sound";

/** Notifications on and off, with what the browser allows said in words. */
export default function Bell() {
  const { t } = useTranslation();
  const { state, settings: now } = useBell();
  const label = t(`notify.is.${state}`);
  const turnOn = async () => {
    await Notification.requestPermission();
    settings.change({ on: Notification.permission === "granted" });
    toast(t(`notify.is.${bellState()}`));
  };
  const entries: MenuEntry[] = [
    { kind: "note", content: <p className="bell-note"><b>{label}</b>{t(state === "unsupported" && isSecureContext ? "notify.why.missing" : `notify.why.${state}`)}</p> },
    ...(state === "off" ? [{ kind: "item" as const, icon: "bell" as const, label: t("notify.turn_on"), onSelect: () => void turnOn() }] : []),
    ...(state === "on" ? [{ kind: "item" as const, icon: "belloff" as const, label: t("notify.turn_off"), onSelect: () => settings.change({ on: false }) }] : []),
    ...(state === "on" || state === "off" ? [
      { kind: "line" as const },
      choice<SoundName>(t("notify.sound"), now.sound, (sound) => { settings.change({ sound }); void play(sound); }, [{ value: "none", label: t("notify.sound.none") }, { value: "chime", label: t("notify.sound.chime") }, { value: "tap", label: t("notify.sound.tap") }]),
      { kind: "line" as const },
      choice<"show" | "hide">(t("notify.text"), now.hideText ? "hide" : "show", (text) => settings.change({ hideText: text === "hide" }), [{ value: "show", label: t("notify.text.show") }, { value: "hide", label: t("notify.text.hide") }]),
    ] : []),
  ];
  return <Menu trigger={<IconButton icon={icons[state]} label={label} className={state === "on" ? "bell on" : "bell"} />} entries={entries} />;
}

const icons: Record<BellState, "bell" | "belloff" | "ban"> = { on: "bell", off: "belloff", blocked: "ban", unsupported: "belloff" };
