import org.jspecify.annotations.NullMarked;

/** Method colours at compile time: a javac plug-in, and inference over class files. */
@NullMarked
module dev.gonzo.check {
  requires transitive jdk.compiler;
  requires static org.jspecify;

  exports dev.gonzo.check;

  provides com.sun.source.util.Plugin with
      dev.gonzo.check.GonzoPlugin;
}
