package dev.gonzo.durable;

/** The task that is running has to be parked. */
final class ParkingException extends Exception {
  private static final long serialVersionUID = 1;

  ParkingException(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
