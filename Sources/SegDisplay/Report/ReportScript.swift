/// The page's one script: a click on a column's title sorts a table.
enum ReportScript {
    /// The browser runs this script and no other.
    static let policy = "script-src 'sha256-\(digest)'"

    /// SHA-256 of the source in Base64; a test compares them.
    static let digest = "9EgmhySZP/R8svF6IzcqJhrwrHP9k+D2AEzNPA4y0wg="

    /// Numbers sort as numbers, whatever stands around them, durations by their length, dates and all else as text; empty cells
    /// come last, and below them the line that tells of rows which are not shown.
    static let source = """
        const units={ns:1e-9,us:1e-6,"\\u00b5s":1e-6,ms:1e-3,s:1,m:60,h:3600,d:86400};\
        const part=/(\\d[\\d.,]*)(ns|us|\\u00b5s|ms|s|m|h|d)\\s*/g;\
        const valued=text=>{if(/^\\d+-\\d/.test(text))return null;const plain=text.replace("\\u2212","-");\
        if(!plain.replace(part,"").replace(/^[+-]/,"")){let sum=0;\
        for(const [,count,unit] of plain.matchAll(part))sum+=parseFloat(count.replace(/,/g,""))*units[unit];\
        return plain.startsWith("-")?-sum:sum}\
        return/^[+-]?[\\d.,]/.test(plain)?parseFloat(plain.replace(/[,+\\u2009\\u202f]/g,"")):null};\
        for(const table of document.querySelectorAll("figure.table table")){const head=table.tHead,body=table.tBodies[0];\
        if(!head||!body||body.rows.length<2)continue;\
        const isGap=row=>row.querySelector("[colspan]");\
        [...head.rows[0].cells].forEach((th,column)=>{if(th.colSpan>1)return;const button=document.createElement("button");\
        button.type="button";while(th.firstChild)button.append(th.firstChild);th.append(button);\
        button.addEventListener("click",()=>{const up=th.getAttribute("aria-sort")!=="ascending";\
        for(const other of head.rows[0].cells)other.removeAttribute("aria-sort");\
        th.setAttribute("aria-sort",up?"ascending":"descending");\
        const key=row=>{const text=row.cells[column]?.textContent.trim()??"";return{text,value:valued(text)}};\
        const order=(a,b)=>{if(!a.text||a.text==="\\u2014")return 1;if(!b.text||b.text==="\\u2014")return -1;\
        const by=a.value!==null&&b.value!==null?a.value-b.value:a.text.localeCompare(b.text);return up?by:-by};\
        const rows=[...body.rows];\
        rows.filter(row=>!isGap(row)).map(row=>[row,key(row)]).sort((a,b)=>order(a[1],b[1])).forEach(([row])=>body.append(row));\
        rows.filter(isGap).forEach(row=>body.append(row))})})}
        """
}
