const holds = 500; // ms, as the systems have it
const slack = 10; // px that a finger may move while it holds

type Touch = { pointerType: string; isPrimary: boolean; clientX: number; clientY: number };

/** A finger or pen that stays where it was put down. A mouse has its other button, and scrolling is no press. */
export class LongPress<Target> {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #from = { x: 0, y: 0 };
  /** Whether the last touch became a press: what follows its end is then no click. */
  fired = false;

  constructor(readonly fire: (target: Target, x: number, y: number) => void) {}

  down({ pointerType, isPrimary, clientX, clientY }: Touch, target: Target) {
    this.end();
    this.fired = false;
    if (pointerType === "mouse" || !isPrimary) return;
    this.#from = { x: clientX, y: clientY };
    this.#timer = setTimeout(() => {
      this.fired = true;
      this.fire(target, clientX, clientY);
    }, holds);
  }

  move({ clientX, clientY }: Touch) {
    if (Math.hypot(clientX - this.#from.x, clientY - this.#from.y) > slack) this.end();
  }

  /** The finger is lifted, or the browser took it to scroll, or opens a menu of its own accord. */
  end = () => clearTimeout(this.#timer);
}
