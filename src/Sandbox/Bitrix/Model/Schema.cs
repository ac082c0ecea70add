
namespace Sandbox.Bitrix.Model;

/// <summary>The standard fields of the tables this portal has (reference 5.2, 5.3).</summary>
internal static class Schema
{
    public const int Leads = 1;
    public const int Deals = 2;
    public const int Contacts = 3;
    public const int Companies = 4;
    public const int Activities = 6;
    public const int Invoices = 31;

    public static Table DealTable()
    {
        var table = new Table(Deals, "deal", "Сделка") { UserFieldEntity = "CRM_DEAL", History = HistoryTable("stagehistory", isOfLeads: false) };
        table.History.HistoryOf = table;
        table.Add(new Field("ID", FieldKind.Integer, "integer", "ID") { IsReadOnly = true });
        table.Add(new Field("TITLE", FieldKind.Text, "string", "Название"));
        table.Add(new Field("TYPE_ID", FieldKind.Status, "crm_status", "Тип") { StatusType = "DEAL_TYPE" });
        table.Add(new Field("CATEGORY_ID", FieldKind.Category, "crm_category", "Воронка"));
        table.Add(new Field("STAGE_ID", FieldKind.Status, "crm_status", "Стадия сделки") { StatusType = "DEAL_STAGE" });
        table.Add(new Field("STAGE_SEMANTIC_ID", FieldKind.Text, "string", "Группа стадии") { IsReadOnly = true });
        table.Add(Flag("IS_NEW", "Новая сделка", isReadOnly: true));
        table.Add(Flag("IS_RECURRING", "Регулярная сделка"));
        table.Add(Flag("IS_RETURN_CUSTOMER", "Повторная сделка"));
        table.Add(Flag("IS_REPEATED_APPROACH", "Повторное обращение"));
        table.Add(new Field("PROBABILITY", FieldKind.Integer, "integer", "Вероятность"));
        AddMoney(table);
        AddClient(table);
        table.Add(new Field("QUOTE_ID", FieldKind.Link, "crm_quote", "Предложение") { IsReadOnly = true });
        table.Add(new Field("LEAD_ID", FieldKind.Link, "crm_lead", "Лид") { IsReadOnly = true });
        AddDates(table);
        table.Add(Flag("OPENED", "Доступна для всех"));
        table.Add(Flag("CLOSED", "Сделка закрыта", isReadOnly: true));
        table.Add(new Field("COMMENTS", FieldKind.Text, "string", "Комментарий"));
        AddPeople(table, "CREATED_BY_ID", "MODIFY_BY_ID", "MOVED_BY_ID", "DATE_CREATE", "DATE_MODIFY");
        AddSource(table);
        AddOrigin(table);
        table.Add(new Field("ADDITIONAL_INFO", FieldKind.Text, "string", "Дополнительная информация"));
        table.Add(new Field("LOCATION_ID", FieldKind.Text, "location", "Местоположение"));
        AddObservers(table);
        AddUtm(table);
        table.Add(new Field("ENTITY_TYPE_ID", FieldKind.Integer, "integer", "Тип сущности") { IsReadOnly = true, OldName = null });
        return table;
    }

    public static Table LeadTable()
    {
        var table = new Table(Leads, "lead", "Лид") { UserFieldEntity = "CRM_LEAD", History = HistoryTable("lead_stagehistory", isOfLeads: true) };
        table.History.HistoryOf = table;
        table.Add(new Field("ID", FieldKind.Integer, "integer", "ID") { IsReadOnly = true });
        table.Add(new Field("TITLE", FieldKind.Text, "string", "Название лида"));
        AddName(table);
        table.Add(new Field("COMPANY_TITLE", FieldKind.Text, "string", "Название компании"));
        table.Add(new Field("STAGE_ID", FieldKind.Status, "crm_status", "Стадия") { StatusType = "STATUS", OldName = "STATUS_ID" });
        table.Add(new Field("STAGE_SEMANTIC_ID", FieldKind.Text, "string", "Группа стадии") { IsReadOnly = true, OldName = "STATUS_SEMANTIC_ID" });
        table.Add(new Field("STATUS_DESCRIPTION", FieldKind.Text, "string", "Дополнительно о стадии"));
        AddSource(table);
        AddMoney(table);
        AddClient(table);
        AddPoints(table);
        table.Add(Flag("HAS_IMOL", "Есть открытая линия", isReadOnly: true));
        table.Add(Flag("IS_RETURN_CUSTOMER", "Повторный лид", isReadOnly: true));
        table.Add(Flag("OPENED", "Доступен для всех"));
        table.Add(new Field("COMMENTS", FieldKind.Text, "string", "Комментарий"));
        AddPeople(table, "CREATED_BY_ID", "MODIFY_BY_ID", "MOVED_BY_ID", "DATE_CREATE", "DATE_MODIFY");
        table.Add(new Field("DATE_CLOSED", FieldKind.Instant, "datetime", "Дата завершения") { IsReadOnly = true });
        AddOrigin(table);
        AddObservers(table);
        AddUtm(table);
        table.Add(new Field("ENTITY_TYPE_ID", FieldKind.Integer, "integer", "Тип сущности") { IsReadOnly = true, OldName = null });
        return table;
    }

    public static Table ContactTable()
    {
        var table = new Table(Contacts, "contact", "Контакт") { UserFieldEntity = "CRM_CONTACT" };
        table.Add(new Field("ID", FieldKind.Integer, "integer", "ID") { IsReadOnly = true });
        AddName(table);
        table.Add(new Field("TYPE_ID", FieldKind.Status, "crm_status", "Тип контакта") { StatusType = "CONTACT_TYPE" });
        AddSource(table);
        table.Add(new Field("COMPANY_ID", FieldKind.Link, "crm_company", "Компания") { IsZeroWhenEmpty = true });
        table.Add(new Field("COMPANY_IDS", FieldKind.Link, "crm_company", "Компании") { IsMultiple = true });
        table.Add(new Field("BIRTHDATE", FieldKind.Date, "date", "Дата рождения"));
        AddClientCard(table);
        return table;
    }

    public static Table CompanyTable()
    {
        var table = new Table(Companies, "company", "Компания") { UserFieldEntity = "CRM_COMPANY" };
        table.Add(new Field("ID", FieldKind.Integer, "integer", "ID") { IsReadOnly = true });
        table.Add(new Field("TITLE", FieldKind.Text, "string", "Название компании"));
        table.Add(new Field("TYPE_ID", FieldKind.Status, "crm_status", "Тип компании") { StatusType = "COMPANY_TYPE" });
        table.Add(new Field("INDUSTRY", FieldKind.Status, "crm_status", "Сфера деятельности") { StatusType = "INDUSTRY" });
        table.Add(new Field("REVENUE", FieldKind.Double, "double", "Годовой оборот"));
        AddClientCard(table);
        return table;
    }

    /// <summary>
    /// Activities: none of the tables behind crm.item.*, known by upper-case names alone (reference 5.6). What only the host's own screens
    /// use is not kept in rows.
    /// </summary>
    public static Table ActivityTable()
    {
        var table = new Table(Activities, "activity", "Дело");
        Add("ID", FieldKind.Integer, "integer", "ID", isReadOnly: true);
        Add("OWNER_ID", FieldKind.Integer, "integer", "Владелец");
        Add("OWNER_TYPE_ID", FieldKind.Integer, "crm_enum_ownertype", "Тип владельца");
        Add("TYPE_ID", FieldKind.Integer, "crm_enum_activitytype", "Тип");
        Add("PROVIDER_ID", FieldKind.Text, "string", "Провайдер");
        Add("PROVIDER_TYPE_ID", FieldKind.Text, "string", "Тип провайдера");
        Add("SUBJECT", FieldKind.Text, "string", "Тема");
        Add("CREATED", FieldKind.Instant, "datetime", "Дата создания", isReadOnly: true);
        Add("LAST_UPDATED", FieldKind.Instant, "datetime", "Дата изменения", isReadOnly: true);
        Add("START_TIME", FieldKind.Instant, "datetime", "Начало");
        Add("END_TIME", FieldKind.Instant, "datetime", "Завершение");
        Add("DEADLINE", FieldKind.Instant, "datetime", "Срок", isReadOnly: true);
        Add("COMPLETED", FieldKind.Flag, "char", "Выполнено");
        Add("RESPONSIBLE_ID", FieldKind.User, "user", "Ответственный");
        Add("PRIORITY", FieldKind.Integer, "crm_enum_activitypriority", "Важность");
        Add("DESCRIPTION", FieldKind.Text, "string", "Описание");
        Add("DIRECTION", FieldKind.Integer, "crm_enum_activitydirection", "Направление");
        Add("ORIGINATOR_ID", FieldKind.Text, "string", "Внешний источник");
        Add("ORIGIN_ID", FieldKind.Text, "string", "Идентификатор во внешнем источнике");
        Add("AUTHOR_ID", FieldKind.User, "user", "Автор", isReadOnly: true);
        Add("EDITOR_ID", FieldKind.User, "user", "Кем изменено", isReadOnly: true);
        var bindings = table.Add(new Field("BINDINGS", FieldKind.Binding, "crm_activity_binding", "Привязки") { Camel = "BINDINGS", IsMultiple = true, IsReadOnly = true });
        table.OwnersOf = row => (row[bindings] as IReadOnlyList<object> ?? []).Cast<Binding>().Select(binding => binding.OwnerId);
        table.Add(new Field("COMMUNICATIONS", FieldKind.Communication, "crm_activity_communication", "Коммуникации") { Camel = "COMMUNICATIONS", IsMultiple = true });
        return table;

        void Add(string name, FieldKind kind, string type, string title, bool isReadOnly = false) =>
            table.Add(new Field(name, kind, type, title) { Camel = name, IsReadOnly = isReadOnly });
    }

    /// <summary>What telephony counted of each call (reference 5.11), of which the host's own fields without a meaning here are not kept in rows.</summary>
    public static Table CallTable()
    {
        var table = new Table(0, "call", "Звонок");
        foreach (var name in (string[])["ID", "PORTAL_USER_ID", "CALL_DURATION", "CRM_ENTITY_ID", "CRM_ACTIVITY_ID", "CALL_TYPE"])
            table.Add(Upper(name, FieldKind.Integer));
        table.Add(Upper("CALL_START_DATE", FieldKind.Instant));
        foreach (var name in (string[])["PHONE_NUMBER", "CALL_FAILED_CODE", "CRM_ENTITY_TYPE"])
            table.Add(Upper(name, FieldKind.Text));
        return table;
    }

    /// <summary>What an owner sells (reference 5.9): whose it is says the short code of its type with its id.</summary>
    public static Table ProductRowTable()
    {
        var table = new Table(0, "productrow", "Товарная позиция");
        table.Add(new Field("ID", FieldKind.Integer, "integer", "ID") { IsReadOnly = true });
        Add("OWNER_ID", FieldKind.Integer);
        table.OwnBy(table["OWNER_ID"]);
        Add("OWNER_TYPE", FieldKind.Text);
        Add("PRODUCT_ID", FieldKind.Integer);
        Add("PRODUCT_NAME", FieldKind.Text);
        foreach (var price in (string[])["PRICE", "PRICE_ACCOUNT", "PRICE_EXCLUSIVE", "PRICE_NETTO", "PRICE_BRUTTO", "QUANTITY"])
            Add(price, FieldKind.Double);
        Add("DISCOUNT_TYPE_ID", FieldKind.Integer);
        Add("DISCOUNT_RATE", FieldKind.Double);
        Add("DISCOUNT_SUM", FieldKind.Double);
        Add("TAX_RATE", FieldKind.Double);
        Add("TAX_INCLUDED", FieldKind.Flag);
        Add("CUSTOMIZED", FieldKind.Flag);
        Add("MEASURE_CODE", FieldKind.Integer);
        Add("MEASURE_NAME", FieldKind.Text);
        Add("SORT", FieldKind.Integer);
        Add("XML_ID", FieldKind.Text);
        Add("TYPE", FieldKind.Integer);
        Add("STORE_ID", FieldKind.Integer);
        return table;

        void Add(string name, FieldKind kind) => table.Add(new Field(name, kind, "", name));
    }

    /// <summary>The catalogue of goods (reference 5.9), with the one price each has.</summary>
    public static Table ProductTable()
    {
        var table = CatalogueTable("product", "Товар");
        Add("TYPE", FieldKind.Integer);
        Add("TIMESTAMP_X", FieldKind.Instant);
        Add("PRICE", FieldKind.Double);
        return table;

        void Add(string name, FieldKind kind) => table.Add(new Field(name, kind, "", name));
    }

    /// <summary>Folders of the catalogue, one in another (reference 5.9).</summary>
    public static Table SectionTable()
    {
        var table = CatalogueTable("section", "Раздел каталога");
        table.Add(new Field("SORT", FieldKind.Integer, "", "SORT"));
        return table;
    }

    private static Table CatalogueTable(string code, string title)
    {
        var table = new Table(0, code, title);
        table.Add(new Field("ID", FieldKind.Integer, "integer", "ID") { IsReadOnly = true });
        foreach (var name in (string[])["IBLOCK_ID", "IBLOCK_SECTION_ID"])
            table.Add(new Field(name, FieldKind.Integer, "", name));
        foreach (var name in (string[])["NAME", "XML_ID"])
            table.Add(new Field(name, FieldKind.Text, "", name));
        table.Add(new Field("ACTIVE", FieldKind.Flag, "", "ACTIVE"));
        return table;
    }

    /// <summary>Smart invoices: in every portal, of the form of a smart process and none (reference 5.10).</summary>
    public static Table InvoiceTable()
    {
        var table = new Table(Invoices, $"dynamic_{Invoices}", "Счета") { UserFieldEntity = "CRM_SMART_INVOICE" };
        table.Add(new Field("ID", FieldKind.Integer, "integer", "ID") { IsReadOnly = true });
        table.Add(new Field("TITLE", FieldKind.Text, "string", "Название"));
        table.Add(new Field("XML_ID", FieldKind.Text, "string", "Внешний код"));
        table.Add(new Field("ACCOUNT_NUMBER", FieldKind.Text, "string", "Номер"));
        table.Add(new Field("CATEGORY_ID", FieldKind.Category, "crm_category", "Воронка"));
        AddPeople(table, "CREATED_BY", "UPDATED_BY", "MOVED_BY", "CREATED_TIME", "UPDATED_TIME");
        table.Add(Flag("OPENED", "Доступен для всех"));
        table.Add(new Field("STAGE_ID", FieldKind.Status, "crm_status", "Стадия") { StatusType = "SMART_INVOICE_STAGE" });
        table.Add(new Field("PREVIOUS_STAGE_ID", FieldKind.Status, "crm_status", "Предыдущая стадия") { IsReadOnly = true });
        AddDates(table);
        AddMoney(table);
        AddClient(table);
        AddSource(table);
        AddObservers(table);
        AddMyCompany(table);
        AddParent(table, Deals, "Сделка");
        table.Add(new Field("ENTITY_TYPE_ID", FieldKind.Integer, "integer", "Тип сущности") { IsReadOnly = true });
        return table;
    }

    /// <summary>A smart process: each group of fields only when its switch is on.</summary>
    public static Table ProcessTable(SmartProcess process)
    {
        var table = new Table(process.EntityTypeId, $"dynamic_{process.EntityTypeId}", process.Title)
        {
            UserFieldEntity = $"CRM_{process.Id}",
            Process = process,
        };
        table.Add(new Field("ID", FieldKind.Integer, "integer", "ID") { IsReadOnly = true });
        table.Add(new Field("TITLE", FieldKind.Text, "string", "Название"));
        table.Add(new Field("XML_ID", FieldKind.Text, "string", "Внешний код"));
        table.Add(new Field("CATEGORY_ID", FieldKind.Category, "crm_category", "Воронка"));
        AddPeople(table, "CREATED_BY", "UPDATED_BY", "MOVED_BY", "CREATED_TIME", "UPDATED_TIME");
        table.Add(Flag("OPENED", "Доступен для всех"));
        Switched(table, "isStagesEnabled", AddStages);
        Switched(table, "isBeginCloseDatesEnabled", AddDates);
        Switched(table, "isLinkWithProductsEnabled", AddMoney);
        Switched(table, "isClientEnabled", AddClient);
        Switched(table, "isSourceEnabled", AddSource);
        Switched(table, "isObserversEnabled", AddObservers);
        Switched(table, "isMycompanyEnabled", AddMyCompany);
        AddUtm(table);
        foreach (var parent in process.Parents)
            AddParent(table, parent, "Родительский элемент");
        table.Add(new Field("ENTITY_TYPE_ID", FieldKind.Integer, "integer", "Тип сущности") { IsReadOnly = true });
        return table;
    }

    public static Field AddParent(Table table, int parentTypeId, string title) =>
        table.Add(new Field($"PARENT_ID_{parentTypeId}", FieldKind.Link, "crm_entity", title) { ParentTypeId = parentTypeId });

    private static void Switched(Table table, string name, Action<Table> add)
    {
        if (table.Process!.Has(name))
        {
            add(table);
            return;
        }
        var shadow = new Table(0, "", "");
        add(shadow);
        table.Off.UnionWith(shadow.Fields.SelectMany(field => new[] { field.Name, field.Camel }));
    }

    private static Field Flag(string name, string title, bool isReadOnly = false) =>
        new(name, FieldKind.Flag, "char", title) { IsReadOnly = isReadOnly };

    private static void AddMoney(Table table)
    {
        table.Add(new Field("OPPORTUNITY", FieldKind.Double, "double", "Сумма"));
        table.Add(Flag("IS_MANUAL_OPPORTUNITY", "Сумма введена вручную"));
        table.Add(new Field("TAX_VALUE", FieldKind.Double, "double", "Сумма налога"));
        table.Add(new Field("CURRENCY_ID", FieldKind.Currency, "crm_currency", "Валюта"));
    }

    private static void AddClient(Table table)
    {
        table.Add(new Field("COMPANY_ID", FieldKind.Link, "crm_company", "Компания") { IsZeroWhenEmpty = true });
        table.Add(new Field("CONTACT_ID", FieldKind.Link, "crm_contact", "Контакт") { IsZeroWhenEmpty = true });
        table.Add(new Field("CONTACT_IDS", FieldKind.Link, "crm_contact", "Контакты") { IsMultiple = true, OldName = null });
    }

    private static void AddDates(Table table)
    {
        table.Add(new Field("BEGINDATE", FieldKind.Date, "date", "Дата начала"));
        table.Add(new Field("CLOSEDATE", FieldKind.Date, "date", "Дата завершения"));
    }

    private static void AddStages(Table table)
    {
        table.Add(new Field("STAGE_ID", FieldKind.Status, "crm_status", "Стадия") { StatusType = $"DYNAMIC_{table.EntityTypeId}_STAGE" });
        table.Add(new Field("PREVIOUS_STAGE_ID", FieldKind.Status, "crm_status", "Предыдущая стадия") { IsReadOnly = true });
    }

    private static void AddSource(Table table)
    {
        table.Add(new Field("SOURCE_ID", FieldKind.Status, "crm_status", "Источник") { StatusType = "SOURCE" });
        table.Add(new Field("SOURCE_DESCRIPTION", FieldKind.Text, "string", "Дополнительно об источнике"));
    }

    private static void AddOrigin(Table table)
    {
        table.Add(new Field("ORIGINATOR_ID", FieldKind.Text, "string", "Внешний источник"));
        table.Add(new Field("ORIGIN_ID", FieldKind.Text, "string", "Идентификатор элемента во внешнем источнике"));
    }

    private static void AddName(Table table)
    {
        table.Add(new Field("NAME", FieldKind.Text, "string", "Имя"));
        table.Add(new Field("LAST_NAME", FieldKind.Text, "string", "Фамилия"));
        table.Add(new Field("SECOND_NAME", FieldKind.Text, "string", "Отчество"));
        table.Add(new Field("POST", FieldKind.Text, "string", "Должность"));
    }

    private static void AddPoints(Table table)
    {
        table.Add(Flag("HAS_PHONE", "Телефон задан", isReadOnly: true));
        table.Add(Flag("HAS_EMAIL", "E-mail задан", isReadOnly: true));
        table.Add(new Field("FM", FieldKind.Point, "crm_multifield", "Телефоны и e-mail") { IsMultiple = true, OldName = null });
    }

    private static void AddClientCard(Table table)
    {
        AddPoints(table);
        table.Add(new Field("COMMENTS", FieldKind.Text, "string", "Комментарий"));
        table.Add(Flag("OPENED", "Доступен для всех"));
        AddPeople(table, "CREATED_BY_ID", "MODIFY_BY_ID", "MOVED_BY_ID", "DATE_CREATE", "DATE_MODIFY");
        AddOrigin(table);
        AddObservers(table);
        AddUtm(table);
        table.Add(new Field("ENTITY_TYPE_ID", FieldKind.Integer, "integer", "Тип сущности") { IsReadOnly = true, OldName = null });
    }

    private static void AddObservers(Table table) =>
        table.Add(new Field("OBSERVERS", FieldKind.User, "user", "Наблюдатели") { IsMultiple = true, OldName = null });

    private static void AddMyCompany(Table table) =>
        table.Add(new Field("MYCOMPANY_ID", FieldKind.Link, "crm_company", "Реквизиты вашей компании"));

    private static void AddPeople(Table table, string createdBy, string updatedBy, string movedBy, string createdTime, string updatedTime)
    {
        Add("CREATED_TIME", FieldKind.Instant, "datetime", "Когда создано", createdTime);
        Add("UPDATED_TIME", FieldKind.Instant, "datetime", "Когда изменено", updatedTime);
        Add("MOVED_TIME", FieldKind.Instant, "datetime", "Дата изменения стадии", "MOVED_TIME");
        Add("LAST_ACTIVITY_TIME", FieldKind.Instant, "datetime", "Последняя активность", "LAST_ACTIVITY_TIME");
        Add("CREATED_BY", FieldKind.User, "user", "Кем создано", createdBy);
        Add("UPDATED_BY", FieldKind.User, "user", "Кем изменено", updatedBy);
        Add("MOVED_BY", FieldKind.User, "user", "Кем изменена стадия", movedBy);
        Add("LAST_ACTIVITY_BY", FieldKind.User, "user", "Кем совершена последняя активность", "LAST_ACTIVITY_BY");
        table.Add(new Field("ASSIGNED_BY_ID", FieldKind.User, "user", "Ответственный"));

        void Add(string name, FieldKind kind, string type, string title, string oldName) =>
            table.Add(new Field(name, kind, type, title) { IsReadOnly = true, OldName = oldName });
    }

    private static void AddUtm(Table table)
    {
        foreach (var part in (string[])["SOURCE", "MEDIUM", "CAMPAIGN", "CONTENT", "TERM"])
            table.Add(new Field("UTM_" + part, FieldKind.Text, "string", "UTM " + part));
    }

    /// <summary>crm.stagehistory.list knows upper-case names only, and names the stages of leads otherwise (reference 5.5).</summary>
    private static Table HistoryTable(string code, bool isOfLeads)
    {
        var table = new Table(0, code, "История стадий");
        table.Add(Upper("ID", FieldKind.Integer));
        table.Add(Upper("TYPE_ID", FieldKind.Integer));
        table.OwnBy(table.Add(Upper("OWNER_ID", FieldKind.Integer)));
        table.Add(Upper("CREATED_TIME", FieldKind.Instant));
        if (!isOfLeads)
            table.Add(Upper("CATEGORY_ID", FieldKind.Integer));
        table.Add(Upper(isOfLeads ? "STATUS_SEMANTIC_ID" : "STAGE_SEMANTIC_ID", FieldKind.Text));
        table.Add(Upper(isOfLeads ? "STATUS_ID" : "STAGE_ID", FieldKind.Text));
        return table;
    }

    /// <summary>Of a method that knows upper-case names only, and describes none.</summary>
    private static Field Upper(string name, FieldKind kind) => new(name, kind, "string", name) { Camel = name, IsReadOnly = true };
}
