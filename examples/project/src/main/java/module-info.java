/** A program that uses Gonzo from the module path or the class path. */
module app {
  requires dev.gonzo.core;
  requires dev.gonzo.tls;
}
