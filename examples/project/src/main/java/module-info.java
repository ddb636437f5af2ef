/** A program that uses Gonzo from the module path, and just as well from the class path. */
module app {
  requires dev.gonzo.core;
  requires dev.gonzo.tls;
}
