import { useState } from "react";
import type { FieldsProps, RichProps } from "./form";
import { RichForm } from "./form";
import { axisOf, pointIn } from "@/record/coordinates";
import type { LocationForm } from "@/record/composed";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { CardPreview } from "./preview";
import { useComposerWords } from "../words";

const patience = 15_000; // ms; a device without satellites in sight is slow

export default function LocationDialog(props: RichProps) {
  return <RichForm {...props} kind="location" fields={(p) => <Fields {...p} />} preview={(form) => <Preview form={form} />} />;
}

function Preview({ form }: { form: LocationForm }) {
  const { t } = useComposerWords();
  const [latitude, longitude] = [axisOf(form.latitude, 90), axisOf(form.longitude, 180)];
  const place = latitude === null || longitude === null ? t("rich.no_place") : `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return <CardPreview icon="pin" title={form.name.trim() || t("kind.location")} lines={[form.address.trim(), place]} />;
}

function Fields({ form, problems, tried, change }: FieldsProps<LocationForm>) {
  const { t } = useComposerWords();
  const [pasted, setPasted] = useState("");
  const { asking, refusal, ask } = usePosition((latitude, longitude) => change({ latitude: latitude.toFixed(6), longitude: longitude.toFixed(6) }));
  const read = (text: string) => {
    setPasted(text);
    const point = pointIn(text);
    if (point) change({ latitude: String(point.latitude), longitude: String(point.longitude), ...(point.name && !form.name.trim() ? { name: point.name } : {}) });
  };
  const wrong = (axis: "latitude" | "longitude") => (problems[axis] && (tried || form[axis].trim() !== "") ? t(`rich.wrong.${axis}`) : undefined);
  return (
    <>
      <Field label={t("rich.from_map")} hint={t("rich.from_map_hint")} autoFocus autoComplete="off" dir="ltr" value={pasted} error={pasted.trim() && !pointIn(pasted) ? t("rich.wrong.from_map") : undefined} onChange={(e) => read(e.target.value)} />
      <div>
        <Button icon="pin" disabled={asking} onClick={ask}>{t(asking ? "rich.position_asking" : "rich.position")}</Button>
        {refusal && <p className="err" role="alert">{t(`rich.position.${refusal}`)}</p>}
      </div>
      <div className="rich-pair">
        <Field label={t("location.latitude")} inputMode="text" autoComplete="off" dir="ltr" value={form.latitude} error={wrong("latitude")} onChange={(e) => change({ latitude: e.target.value })} />
        <Field label={t("location.longitude")} inputMode="text" autoComplete="off" dir="ltr" value={form.longitude} error={wrong("longitude")} onChange={(e) => change({ longitude: e.target.value })} />
      </div>
      <Field label={t("location.name")} autoComplete="off" dir="auto" value={form.name} onChange={(e) => change({ name: e.target.value })} />
      <Field label={t("location.address")} autoComplete="off" dir="auto" value={form.address} onChange={(e) => change({ address: e.target.value })} />
    </>
  );
}

type Refusal = "insecure" | "denied" | "unavailable" | "timeout";

/** Asks the browser where the person is, once, when they want it. */
function usePosition(found: (latitude: number, longitude: number) => void) {
  const [asking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const refuse = (why: Refusal) => {
    setAsking(false);
    setRefusal(why);
  };
  const ask = () => {
    if (!isSecureContext || !("geolocation" in navigator)) return refuse("insecure");
    setAsking(true);
    setRefusal(undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setAsking(false);
        found(coords.latitude, coords.longitude);
      },
      (error) => refuse(error.code === error.PERMISSION_DENIED ? "denied" : error.code === error.TIMEOUT ? "timeout" : "unavailable"),
      { enableHighAccuracy: true, timeout: patience, maximumAge: 60_000 },
    );
  };
  return { asking, refusal, ask };
}
