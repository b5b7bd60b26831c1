import CMarkdown

/// Prose in GitHub-flavoured Markdown as HTML that is safe to put on any page.
///
/// Raw HTML in the source is shown as its text, links to scripts are dropped, and pictures from
/// elsewhere become links, so that a page stays self-contained.
public enum Markdown {
    /// The HTML of a text; headings are lowered by `levels`, so that they stand below the page's
    /// own.
    public static func html(_ source: String, loweringHeadingsBy levels: Int = 1) -> String {
        withTree(source) { tree in
            tame(tree, levels: Int32(max(0, levels)))
            // SAFETY: the renderer gives memory that the caller must free; it is copied before.
            guard let text = cmark_render_html(tree, CMARK_OPT_DEFAULT, nil) else { return "" }
            defer { cmark_get_default_mem_allocator().pointee.free(text) }
            return String(cString: text)
        } ?? ""
    }

    /// The text of the first heading, without markup; nil when there is none.
    public static func firstHeading(_ source: String) -> String? {
        withTree(source) { tree -> String? in
            var found: String?
            visit(tree) { node in
                guard found == nil, cmark_node_get_type(node) == CMARK_NODE_HEADING else { return }
                found = plainText(node)
            }
            return found
        } ?? nil
    }

    private typealias Node = OpaquePointer

    /// Registered once: the library keeps its extensions in a global list.
    private static let extensions: [String] = {
        cmark_gfm_core_extensions_ensure_registered()
        return ["table", "strikethrough", "autolink", "tasklist"]
    }()

    private static func withTree<Result>(_ source: String, _ body: (Node) -> Result) -> Result? {
        let names = extensions
        // SAFETY: parser and tree are freed here, the tree after its last use in `body`.
        guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return nil }
        defer { cmark_parser_free(parser) }
        for name in names {
            if let found = cmark_find_syntax_extension(name) {
                cmark_parser_attach_syntax_extension(parser, found)
            }
        }
        var text = source
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                cmark_parser_feed(parser, characters.baseAddress, characters.count)
            }
        }
        guard let tree = cmark_parser_finish(parser) else { return nil }
        defer { cmark_node_free(tree) }
        return body(tree)
    }

    /// Visits every node once, on entering it; the visitor may replace the node that it is given.
    private static func visit(_ tree: Node, _ visitor: (Node) -> Void) {
        // SAFETY: nodes are gathered first, so that replacing one can't disturb the iteration.
        guard let iterator = cmark_iter_new(tree) else { return }
        var nodes: [Node] = []
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { break }
            if event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) {
                nodes.append(node)
            }
        }
        cmark_iter_free(iterator)
        nodes.forEach(visitor)
    }

    private static func tame(_ tree: Node, levels: Int32) {
        visit(tree) { node in
            switch cmark_node_get_type(node) {
            case CMARK_NODE_HEADING:
                cmark_node_set_heading_level(
                    node, min(6, cmark_node_get_heading_level(node) + levels))
            case CMARK_NODE_HTML_INLINE:
                replace(node, by: text(of: node))
            case CMARK_NODE_HTML_BLOCK:
                guard let paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH) else { return }
                cmark_node_append_child(paragraph, text(of: node))
                replace(node, by: paragraph)
            case CMARK_NODE_IMAGE:
                let address = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
                if !address.hasPrefix("data:image/") { makeLink(of: node) }
            default: break
            }
        }
    }

    /// Puts a link to where a picture is in place of the picture.
    private static func makeLink(of picture: Node) {
        guard let link = cmark_node_new(CMARK_NODE_LINK) else { return }
        cmark_node_set_url(link, cmark_node_get_url(picture))
        while let child = cmark_node_first_child(picture) { cmark_node_append_child(link, child) }
        if cmark_node_first_child(link) == nil, let name = cmark_node_new(CMARK_NODE_TEXT) {
            // A link that says nothing can't be found by ear.
            cmark_node_set_literal(name, cmark_node_get_url(picture))
            cmark_node_append_child(link, name)
        }
        replace(picture, by: link)
    }

    /// A node of text with what another says literally.
    private static func text(of node: Node) -> Node? {
        let text = cmark_node_new(CMARK_NODE_TEXT)
        cmark_node_set_literal(text, cmark_node_get_literal(node))
        return text
    }

    private static func replace(_ node: Node, by other: Node?) {
        // SAFETY: a node that was taken out belongs to the caller and is freed at once.
        if let other, cmark_node_replace(node, other) == 1 { cmark_node_free(node) }
    }

    private static func plainText(_ tree: Node) -> String {
        var text = ""
        visit(tree) { node in
            switch cmark_node_get_type(node) {
            case CMARK_NODE_TEXT, CMARK_NODE_CODE:
                text += cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
            case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: text += " "
            default: break
            }
        }
        return text
    }
}
