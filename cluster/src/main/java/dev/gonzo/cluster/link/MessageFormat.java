package dev.gonzo.cluster.link;

import dev.gonzo.cluster.link.Message.Announce;
import dev.gonzo.cluster.link.Message.Ask;
import dev.gonzo.cluster.link.Message.Cancel;
import dev.gonzo.cluster.link.Message.Closed;
import dev.gonzo.cluster.link.Message.Credit;
import dev.gonzo.cluster.link.Message.Done;
import dev.gonzo.cluster.link.Message.End;
import dev.gonzo.cluster.link.Message.Item;
import dev.gonzo.cluster.link.Message.Leaving;
import dev.gonzo.cluster.link.Message.Open;
import dev.gonzo.cluster.link.Message.Opened;
import dev.gonzo.cluster.link.Message.Promise;
import dev.gonzo.cluster.link.Message.Spawn;
import dev.gonzo.cluster.link.Message.Subject;

/** Messages as bytes. */
@SuppressWarnings("EnumOrdinal") // the order of the subjects is part of the format
final class MessageFormat {
  private static final Subject[] SUBJECTS = Subject.values();

  private MessageFormat() {}

  static byte[] encode(Message message) {
    var out = new MessageWriter();
    switch (message) {
      case Spawn(long id, String function, byte[] argument, long remaining) ->
          out.small(1).number(id).text(function).number(remaining).rest(argument);
      case Cancel(long id, String reason) -> out.small(2).number(id).text(reason);
      case Done(long id, Reply reply) -> encode(reply, out.small(3).number(id));
      case Leaving() -> out.small(4);
      case Open(long stream, String channel, byte[] shape) ->
          out.small(5).number(stream).text(channel).rest(shape);
      case Opened(long stream, int credits) -> out.small(6).number(stream).count(credits);
      case Item(long stream, byte[] item) -> out.small(7).number(stream).rest(item);
      case Credit(long stream, int count) -> out.small(8).number(stream).count(count);
      case End(long stream) -> out.small(9).number(stream);
      case Closed(long stream, String reason) -> out.small(10).number(stream).text(reason);
      case Announce(Subject subject, String name, boolean present) ->
          out.small(11).small(subject.ordinal()).flag(present).text(name);
      case Ask(long request, String singleton, long token) ->
          out.small(12).number(request).number(token).text(singleton);
      case Promise(long request, boolean granted, long highest) ->
          out.small(13).number(request).flag(granted).number(highest);
    }
    return out.toBytes();
  }

  private static void encode(Reply reply, MessageWriter out) {
    switch (reply) {
      case Reply.Value(byte[] value) -> out.small(1).rest(value);
      case Reply.Failed(String type, String message, String stack) ->
          out.small(2).text(type).text(message).text(stack);
      case Reply.Ended(String reason, String requester) ->
          out.small(3).text(reason).text(requester);
      case Reply.TooLate() -> out.small(4);
      case Reply.Abandoned(String why, boolean started) -> out.small(5).flag(started).text(why);
    }
  }

  static Message decode(byte[] bytes) throws MalformedMessageException {
    var in = new MessageReader(bytes);
    Message message = decode(in);
    in.end();
    return message;
  }

  private static Message decode(MessageReader in) throws MalformedMessageException {
    int kind = in.small();
    return switch (kind) {
      case 1 -> spawn(in);
      case 2 -> new Cancel(in.number(), in.text(ShortText.MOST_BYTES));
      case 3 -> new Done(in.number(), reply(in));
      case 4 -> new Leaving();
      case 5 -> new Open(in.number(), name(in), Shape.read(in));
      case 6 -> new Opened(in.number(), in.count());
      case 7 -> new Item(in.number(), in.rest());
      case 8 -> new Credit(in.number(), in.count());
      case 9 -> new End(in.number());
      case 10 -> new Closed(in.number(), in.text(ShortText.MOST_BYTES));
      case 11 -> announce(in);
      case 12 -> ask(in);
      case 13 -> new Promise(in.number(), in.flag(), in.number());
      default -> throw new MalformedMessageException("there is no message of kind " + kind);
    };
  }

  private static String name(MessageReader in) throws MalformedMessageException {
    String name = in.text(Message.MOST_NAME);
    if (!NameRules.allow(name)) {
      throw new MalformedMessageException("a name is blank, too long, or has control characters");
    }
    return name;
  }

  private static Message spawn(MessageReader in) throws MalformedMessageException {
    long id = in.number();
    String function = name(in);
    long remaining = in.number();
    return new Spawn(id, function, in.rest(), remaining);
  }

  private static Message announce(MessageReader in) throws MalformedMessageException {
    int subject = in.small();
    if (subject >= SUBJECTS.length) {
      throw new MalformedMessageException("there is no subject " + subject);
    }
    boolean present = in.flag();
    return new Announce(SUBJECTS[subject], name(in), present);
  }

  private static Message ask(MessageReader in) throws MalformedMessageException {
    long request = in.number();
    long token = in.number();
    return new Ask(request, name(in), token);
  }

  private static Reply reply(MessageReader in) throws MalformedMessageException {
    int kind = in.small();
    return switch (kind) {
      case 1 -> new Reply.Value(in.rest());
      case 2 ->
          new Reply.Failed(
              in.text(ShortText.MOST_BYTES),
              in.text(ShortText.MOST_BYTES),
              in.text(ShortText.MOST_BYTES));
      case 3 -> new Reply.Ended(in.text(ShortText.MOST_BYTES), in.text(ShortText.MOST_BYTES));
      case 4 -> new Reply.TooLate();
      case 5 -> abandoned(in);
      default -> throw new MalformedMessageException("there is no reply of kind " + kind);
    };
  }

  private static Reply abandoned(MessageReader in) throws MalformedMessageException {
    boolean started = in.flag();
    return new Reply.Abandoned(in.text(ShortText.MOST_BYTES), started);
  }
}
