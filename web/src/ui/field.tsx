import { useId, useState, type InputHTMLAttributes, type Ref } from "react";
import { IconButton } from "./button";
import { Icon } from "./icon";

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, "className"> & {
  label: string;
  hint?: string;
  error?: string;
  /** Password fields only: the names of the button that shows and hides what is typed. */
  reveal?: { show: string; hide: string };
  ref?: Ref<HTMLInputElement>;
};

export function Field({ label, hint, error, reveal, type = "text", ...rest }: Props) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const described = [hint && `${id}h`, error && `${id}e`].filter(Boolean).join(" ") || undefined;
  return (
    <div className="field">
      <label className="lbl" htmlFor={id}>{label}</label>
      <span className={`input ${error ? "bad" : ""}`}>
        <input id={id} type={reveal && shown ? "text" : type} aria-invalid={error ? true : undefined} aria-describedby={described} {...rest} />
        {reveal && <IconButton icon="eye" label={shown ? reveal.hide : reveal.show} aria-pressed={shown} onClick={() => setShown(!shown)} />}
      </span>
      {hint && <span className="hint" id={`${id}h`}>{hint}</span>}
      {error && <span className="err" id={`${id}e`} role="alert"><Icon name="alert" size={14} />{error}</span>}
    </div>
  );
}
