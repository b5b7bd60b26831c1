/// What this program is called and which version it is.
public enum Product {
    public static let version = "0.1.0"
}
