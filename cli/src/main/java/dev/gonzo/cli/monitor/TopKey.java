package dev.gonzo.cli.monitor;

import org.jline.keymap.KeyMap;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;

/** What a key does in {@code top}. */
enum TopKey {
  UP,
  DOWN,
  PAGE_UP,
  PAGE_DOWN,
  HOME,
  END,
  FOLD,
  UNFOLD,
  CPU,
  TURNS,
  AGE,
  NAME,
  NUMBER,
  FILTER,
  PAUSE,
  STACK,
  HELP,
  CLOSE,
  QUIT;

  /** The keys of a terminal; any other does nothing. */
  static KeyMap<TopKey> bindings(Terminal terminal) {
    var keys = new KeyMap<TopKey>();
    keys.setNomatch(CLOSE);
    keys.setUnicode(CLOSE);
    keys.setAmbiguousTimeout(100);
    keys.bind(UP, "k", KeyMap.key(terminal, Capability.key_up), "\033[A");
    keys.bind(DOWN, "j", KeyMap.key(terminal, Capability.key_down), "\033[B");
    keys.bind(FOLD, KeyMap.key(terminal, Capability.key_left), "\033[D", "-");
    keys.bind(UNFOLD, KeyMap.key(terminal, Capability.key_right), "\033[C", "+");
    keys.bind(PAGE_UP, KeyMap.key(terminal, Capability.key_ppage), "\033[5~", KeyMap.ctrl('B'));
    keys.bind(PAGE_DOWN, KeyMap.key(terminal, Capability.key_npage), "\033[6~", KeyMap.ctrl('F'));
    keys.bind(HOME, KeyMap.key(terminal, Capability.key_home), "\033[H", "\033[1~", "g");
    keys.bind(END, KeyMap.key(terminal, Capability.key_end), "\033[F", "\033[4~", "G");
    keys.bind(CPU, "c");
    keys.bind(TURNS, "t");
    keys.bind(AGE, "a");
    keys.bind(NAME, "n");
    keys.bind(NUMBER, "i");
    keys.bind(FILTER, "/");
    keys.bind(PAUSE, "p", " ");
    keys.bind(STACK, "\r", "\n");
    keys.bind(HELP, "h", "?");
    keys.bind(CLOSE, "\033");
    keys.bind(QUIT, "q", KeyMap.ctrl('C'), KeyMap.ctrl('D'));
    return keys;
  }
}
