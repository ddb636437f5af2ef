import org.jspecify.annotations.NullMarked;

/** Values of registered types as bytes, and back. */
@NullMarked
module dev.gonzo.codec {
  requires static org.jspecify;

  exports dev.gonzo.codec;
}
