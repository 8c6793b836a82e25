// Pictures that have to be painted first are asked for two at a time: browsers open few connections, and the picture of
// the moment must not wait behind a gallery.
const AT_ONCE = 2;

interface Ticket {
  go: () => void;
  over: boolean;
}

let running = 0;
const queue: Ticket[] = [];

function next(): void {
  while (running < AT_ONCE) {
    const ticket = queue.shift();
    if (!ticket) return;
    if (ticket.over) continue;
    running++;
    ticket.go();
  }
}

/** Calls back when it is one's turn. Call what is returned when it is done, or no longer wanted. */
export function takeTurn(go: () => void): () => void {
  let begun = false;
  const ticket: Ticket = {
    over: false,
    go: () => {
      begun = true;
      go();
    },
  };
  queue.push(ticket);
  next();
  return () => {
    if (ticket.over) return;
    ticket.over = true;
    if (begun) running--;
    next();
  };
}
