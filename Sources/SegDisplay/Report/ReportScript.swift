/// The page's one script: a click on a column's title sorts a table.
enum ReportScript {
    /// The browser runs this script and no other.
    static let policy = "script-src 'sha256-\(digest)'"

    /// SHA-256 of the source in Base64; a test compares them.
    static let digest = "6h//UeQVC7AM10zmCU+mOY0A62zwRH6R3xmJzsav6+k="

    /// Numbers sort as numbers, whatever stands around them; empty cells come last.
    static let source = """
        for(const table of document.querySelectorAll("figure.table table")){const head=table.tHead,body=table.tBodies[0];\
        if(!head||!body||body.rows.length<2||body.querySelector("[colspan]"))continue;\
        [...head.rows[0].cells].forEach((th,column)=>{if(th.colSpan>1)return;const button=document.createElement("button");\
        button.type="button";while(th.firstChild)button.append(th.firstChild);th.append(button);\
        button.addEventListener("click",()=>{const up=th.getAttribute("aria-sort")!=="ascending";\
        for(const other of head.rows[0].cells)other.removeAttribute("aria-sort");\
        th.setAttribute("aria-sort",up?"ascending":"descending");\
        const key=row=>{const text=row.cells[column]?.textContent.trim()??"";\
        const number=parseFloat(text.replace(/[,+\\u2009\\u202f]/g,"").replace("\\u2212","-"));\
        return{text,number,isNumber:/^[+\\u2212-]?[\\d.,]/.test(text)}};\
        const order=(a,b)=>{if(!a.text||a.text==="\\u2014")return 1;if(!b.text||b.text==="\\u2014")return -1;\
        const by=a.isNumber&&b.isNumber?a.number-b.number:a.text.localeCompare(b.text);return up?by:-by};\
        [...body.rows].map(row=>[row,key(row)]).sort((a,b)=>order(a[1],b[1])).forEach(([row])=>body.append(row))})})}
        """
}
