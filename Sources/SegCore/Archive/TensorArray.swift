import SegDiagnostics

/// Takes large arrays out of a manifest while it is encoded.
public protocol TensorSink: AnyObject {
    /// Stores an array and gives the name under which it is found again.
    func store(doubles: [Double], shape: [Int]) -> String
    func store(int32s: [Int32], shape: [Int]) -> String
}

/// Gives large arrays back while a manifest is decoded.
public protocol TensorSource: AnyObject {
    func doubles(_ name: String) throws(Failure) -> (values: [Double], shape: [Int])
    func int32s(_ name: String) throws(Failure) -> (values: [Int32], shape: [Int])
}

/// Numbers of a trained model. In a saved model they stand in the tensor file, not in the manifest.
public struct DoubleTensor: Sendable, Hashable, Codable {
    public let values: [Double]
    public let shape: [Int]

    public init(_ values: [Double], shape: [Int]? = nil) {
        self.values = values
        self.shape = shape ?? [values.count]
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let source = decoder.userInfo[.tensorSource] as? any TensorSource {
            (values, shape) = try source.doubles(try container.decode(String.self))
        } else {
            let inline = try container.decode(InlineTensor<Double>.self)
            (values, shape) = (inline.values, inline.shape)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let sink = encoder.userInfo[.tensorSink] as? any TensorSink {
            try container.encode(sink.store(doubles: values, shape: shape))
        } else {
            try container.encode(InlineTensor(values: values, shape: shape))
        }
    }
}

/// Whole numbers of a trained model: indices, codes, structure.
public struct Int32Tensor: Sendable, Hashable, Codable {
    public let values: [Int32]
    public let shape: [Int]

    public init(_ values: [Int32], shape: [Int]? = nil) {
        self.values = values
        self.shape = shape ?? [values.count]
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let source = decoder.userInfo[.tensorSource] as? any TensorSource {
            (values, shape) = try source.int32s(try container.decode(String.self))
        } else {
            let inline = try container.decode(InlineTensor<Int32>.self)
            (values, shape) = (inline.values, inline.shape)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let sink = encoder.userInfo[.tensorSink] as? any TensorSink {
            try container.encode(sink.store(int32s: values, shape: shape))
        } else {
            try container.encode(InlineTensor(values: values, shape: shape))
        }
    }
}

private struct InlineTensor<Element: Codable & Sendable>: Codable, Sendable {
    let values: [Element]
    let shape: [Int]
}
