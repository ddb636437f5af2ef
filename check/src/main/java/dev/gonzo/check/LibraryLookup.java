package dev.gonzo.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.tools.JavaFileObject;

/** The stored colours of the libraries that a compilation calls. Each is read once, on demand. */
final class LibraryLookup {
  private final Elements elements;
  private final Names names;
  private final Map<Element, Optional<ColourFile>> byClass = new HashMap<>();
  private final Map<URI, Optional<ColourFile>> byPlace = new HashMap<>();

  LibraryLookup(Elements elements, Names names) {
    this.elements = elements;
    this.names = names;
  }

  boolean has(Trait trait, ExecutableElement method) {
    return file(method).map(file -> file.has(trait, names.inClassFile(method))).orElse(false);
  }

  /** Why a library's method has a trait, in a message; empty if no library says so. */
  Optional<String> reason(Trait trait, Element callee) {
    return callee instanceof ExecutableElement method
        ? file(method).flatMap(file -> file.reason(trait, names.inClassFile(method)))
        : Optional.empty();
  }

  private Optional<ColourFile> file(ExecutableElement method) {
    if (!(method.getEnclosingElement() instanceof TypeElement owner)) {
      return Optional.empty();
    }
    return byClass.computeIfAbsent(owner, _ -> find(owner));
  }

  private Optional<ColourFile> find(TypeElement owner) {
    String name = elements.getBinaryName(owner).toString();
    if (Context.isJdk(name)) {
      return Optional.empty();
    }
    JavaFileObject file;
    try {
      file = elements.getFileObjectOf(owner);
    } catch (UnsupportedOperationException notSupported) {
      return Optional.empty();
    }
    if (file == null || file.getKind() != JavaFileObject.Kind.CLASS) {
      return Optional.empty();
    }
    String place = file.toUri().toString();
    String inside = name.replace('.', '/') + ".class";
    if (!place.endsWith(inside) || place.startsWith("jrt:")) {
      return Optional.empty();
    }
    var stored = URI.create(place.substring(0, place.length() - inside.length()) + ColourFile.PATH);
    return byPlace.computeIfAbsent(stored, LibraryLookup::read);
  }

  private static Optional<ColourFile> read(URI stored) {
    try {
      var connection = stored.toURL().openConnection();
      connection.setUseCaches(false); // a cached jar would stay open, and hide a new one
      try (InputStream input = connection.getInputStream()) {
        return Optional.of(ColourFile.read(input));
      }
    } catch (IOException | IllegalArgumentException absent) {
      return Optional.empty();
    }
  }
}
