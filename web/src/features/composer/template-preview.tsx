import { useEffect, useState } from "react";
import { bodyOf, buttonsOf, footerOf, headerOf, partsOf, type Template } from "@/record/template";
import { Icon, type IconName } from "@/ui/icon";
import { useComposerWords } from "./words";

const icons: Record<string, IconName> = { QUICK_REPLY: "reply", URL: "ext", PHONE_NUMBER: "phone", COPY_CODE: "copy" };
const media: Record<string, IconName> = { IMAGE: "image", VIDEO: "video", DOCUMENT: "file", LOCATION: "pin" };

/** What the person will see, with the filled places marked. */
export function TemplatePreview({ template, values, file }: { template: Template; values: Record<string, string>; file: File | undefined }) {
  const { t } = useComposerWords();
  const header = headerOf(template);
  const format = header?.format?.toUpperCase() ?? "";
  const footer = footerOf(template);
  const buttons = buttonsOf(template);
  return (
    <div className="stage" role="img" aria-label={t("template.preview")}>
      <div className="msg out tail">
        <div className="bub tpl">
          {format === "TEXT" && <span className="th" dir="auto"><Filled text={header?.text ?? ""} part="header" values={values} /></span>}
          {media[format] && <HeaderMedia icon={media[format]} file={file} />}
          <p dir="auto"><Filled text={bodyOf(template)} part="body" values={values} /></p>
          {footer && <span className="tf" dir="auto">{footer}</span>}
          {buttons.length > 0 && (
            <ul className="tbs">
              {buttons.map((button, i) => <li className="tb" key={i}><Icon name={icons[button.type.toUpperCase()] ?? "right"} size={14} /><span className="trunc" dir="auto">{button.text ?? t("template.copy_code")}</span></li>)}
            </ul>
          )}
        </div>
      </div>
    </div>
  );
}

function Filled({ text, part, values }: { text: string; part: "header" | "body"; values: Record<string, string> }) {
  return partsOf(text, part, values).map((one, i) => (one.place === undefined ? one.text : <mark key={i} className={`fillin ${one.filled ? "" : "open"}`}>{one.text}</mark>));
}

function HeaderMedia({ icon, file }: { icon: IconName; file: File | undefined }) {
  const picture = usePicture(icon === "image" ? file : undefined);
  if (picture) return <img className="tpl-media" src={picture} alt="" />;
  return <span className="tpl-media empty"><Icon name={icon} size={24} />{file && <span className="trunc" dir="auto">{file.name}</span>}</span>;
}

function usePicture(file: File | undefined) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = file && URL.createObjectURL(file);
    setAddress(made);
    return () => {
      if (made) URL.revokeObjectURL(made);
    };
  }, [file]);
  return address;
}
